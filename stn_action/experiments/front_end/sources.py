"""What film a clip of JHMDB was cut from."""

import re

# HMDB51 names: title, action, body part, camera, people, direction, quality
_TAIL = r'_[a-z]+_(cm|nm)_np\d+_(ba|fr|le|ri)_(bad|med|goo)_\d+$'


def source_of(video: str) -> str:
    """The source video of a clip, e.g. ``wave/21_wave_u_nm_np1_fr_goo_5``.

    The same as in tools/data/jhmdb/build_annotations.py, which should import
    it from here.

    Args:
        video (str): ``<class>/<name>``.

    Returns:
        str: Title in small letters and digits, without a final number.
    """
    action, _, name = video.rpartition('/')
    title = re.sub(f'_{re.escape(action)}{_TAIL}', '', name)
    plain = re.sub(r'[\W_]+', '', title.lower())
    return re.sub(r'(\d+|ii+)$', '', plain) or plain
