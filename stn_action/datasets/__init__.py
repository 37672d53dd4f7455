"""Data sets and pipeline transforms, registered in MMAction2."""

from .. import compat  # noqa: F401  repairs come before mmaction
from .person_tube_dataset import PersonTubeDataset
from .transforms import (
    DecodeOnce,
    ForgetCleanBoxes,
    PackTubeInputs,
    RandomFraming,
    TubeBoxNoise,
    TubeCrop,
)

__all__ = [
    'DecodeOnce',
    'ForgetCleanBoxes',
    'PackTubeInputs',
    'PersonTubeDataset',
    'RandomFraming',
    'TubeBoxNoise',
    'TubeCrop',
]
