"""Videos of PyAV whose frames show their own number."""

import struct
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

#: For tests of files that are cut off.
sees_a_cut = pytest.mark.skipif(
    av.library_versions['libavcodec'] < (62,),
    reason='FFmpeg before 8 takes a cut AVI file for a short video',
)

SIZE = 160, 120
_DIGITS = 7


def numbered_frame(number, size=SIZE):
    """A bright square that moves, and the number in binary below it."""
    rng = np.random.default_rng(0)
    texture = rng.integers(0, 120, (15, 20, 3), np.uint8)
    frame = cv2.resize(texture, SIZE)
    frame[20:50, 2 * number : 2 * number + 20] = 255
    for digit in range(_DIGITS):
        left = 10 + 20 * digit
        frame[90:110, left : left + 16] = 255 * (number >> digit & 1)
    return frame if size == SIZE else cv2.resize(frame, size)


def number_of(frame):
    """The number that an upright frame of 160 x 120 pixels shows."""
    return sum(
        int(frame[95:105, 12 + 20 * d : 24 + 20 * d].mean() > 127) << d
        for d in range(_DIGITS)
    )


def encode(path, frames, codec='mpeg4', fps=25, pix_fmt='yuv420p', **options):
    """Write frames, (H, W, 3) uint8 RGB of one even size."""
    with av.open(str(path), 'w') as container:
        stream = container.add_stream(codec, rate=fps, options=options)
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt = pix_fmt
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(frame, format='rgb24')
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return str(path)


def encode_numbers(path, count=60, codec='mpeg4', size=SIZE, **options):
    frames = [numbered_frame(i, size) for i in range(count)]
    return encode(path, frames, codec, **options)


def turn_upright_by(path, quarter_turns):
    """Patch the display matrix of an MP4: how players are to turn it.

    ISO/IEC 14496-12: nine 32-bit numbers, 40 bytes into the payload of tkhd
    (version 0).
    """
    turned = {1: (0, 1, -1, 0), 2: (-1, 0, 0, -1), 3: (0, -1, 1, 0)}[
        quarter_turns
    ]
    data = bytearray(Path(path).read_bytes())
    start = data.index(b'tkhd') + 4 + 40
    a, b, c, d = (v * 65536 for v in turned)
    data[start : start + 36] = struct.pack(
        '>9i', a, b, 0, c, d, 0, 0, 0, 1 << 30
    )
    Path(path).write_bytes(data)
