"""Names of the clips of HMDB51, and of JHMDB, which is a part of it."""

import re

# title, action, body part, camera, people, direction, quality
_TAIL = r'_[a-z]+_(cm|nm)_np\d+_(ba|fr|le|ri)_(bad|med|goo)_\d+$'


def source_of(video: str) -> str:
    """The source video of a clip, e.g. ``wave/21_wave_u_nm_np1_fr_goo_5``.

    Parts of one film (``The_Fugitive_2`` and ``_3``) and other spellings of
    one title count as one source.

    Args:
        video (str): ``<class>/<name>``.

    Returns:
        str: Title in small letters and digits, without a final number.
    """
    action, _, name = video.rpartition('/')
    title = re.sub(f'_{re.escape(action)}{_TAIL}', '', name)
    plain = re.sub(r'[\W_]+', '', title.lower())
    return re.sub(r'(\d+|ii+)$', '', plain) or plain
