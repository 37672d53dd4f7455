"""Videos that browsers play, written with PyAV."""

from fractions import Fraction
from typing import Iterable

import numpy as np

from ..formats.output_files import whole_file

#: What browsers play, best first: encoder, its name for people, pixel format
#: and options. Builds of FFmpeg without GPL parts have no libx264.
_ENCODERS = (
    ('libx264', 'H.264', dict(crf='20', preset='veryfast')),
    ('libvpx-vp9', 'VP9', dict(crf='30', b='0', deadline='realtime')),
)


def encoder() -> tuple:
    """``(encoder, name for people, options)`` of this build of PyAV.

    Raises:
        ImportError: PyAV is missing, or writes none of these.
    """
    try:
        import av
    except ImportError as error:
        raise ImportError(
            "writing videos needs PyAV: pip install -e '.[detect]', or av"
        ) from error
    for choice in _ENCODERS:
        try:
            av.codec.Codec(choice[0], 'w')
        except ValueError:  # av.codec.codec.UnknownCodecError
            continue
        return choice
    raise ImportError(
        f'PyAV {av.__version__} writes neither H.264 nor VP9; install the '
        'wheel of the package index: pip install --force-reinstall av'
    )


def write_mp4(path: str, frames: Iterable[np.ndarray], fps: float) -> str:
    """Write frames to an MP4 in one step: it is whole, or not there.

    The last row and column of an odd size are repeated, since these codecs
    store colours of 2 x 2 pixels.

    Args:
        path (str): The file.
        frames (Iterable): (H, W, 3) uint8 RGB of one size, at least one.
        fps (float): Frames a second.

    Returns:
        str: The codec, ``'H.264'``, or ``'VP9'`` where PyAV lacks the other.
    """
    import av

    name, codec, options = encoder()
    with whole_file(path) as part, av.open(part, 'w', format='mp4') as out:
        stream = None
        for frame in frames:
            rows, columns = frame.shape[0] % 2, frame.shape[1] % 2
            picture = np.pad(
                frame, ((0, rows), (0, columns), (0, 0)), mode='edge'
            )
            if stream is None:
                rate = Fraction(fps).limit_denominator(1001)
                stream = out.add_stream(name, rate=rate, options=options)
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = 'yuv420p'
            out.mux(stream.encode(_video_frame(picture)))
        out.mux(stream.encode())
    return codec


def _video_frame(picture: np.ndarray):
    import av

    return av.VideoFrame.from_ndarray(picture, format='rgb24')
