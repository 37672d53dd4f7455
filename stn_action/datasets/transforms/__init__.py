"""Pipeline transforms for person tubes."""

from .box_noise import ForgetCleanBoxes, TubeBoxNoise
from .decode_once import DecodeOnce
from .formatting import PackTubeInputs
from .framing import RandomFraming
from .reduce_frames import ReduceFrames
from .tube_crop import TubeCrop

__all__ = [
    'DecodeOnce',
    'ForgetCleanBoxes',
    'PackTubeInputs',
    'RandomFraming',
    'ReduceFrames',
    'TubeBoxNoise',
    'TubeCrop',
]
