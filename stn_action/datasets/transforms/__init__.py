"""Pipeline transforms for person tubes."""

from .box_noise import ForgetCleanBoxes, TubeBoxNoise
from .decode_once import DecodeOnce
from .formatting import PackTubeInputs
from .framing import RandomFraming
from .second_view import RandomSecondView
from .tube_crop import TubeCrop

__all__ = [
    'DecodeOnce',
    'ForgetCleanBoxes',
    'PackTubeInputs',
    'RandomFraming',
    'RandomSecondView',
    'TubeBoxNoise',
    'TubeCrop',
]
