"""Pipeline transforms for person tubes."""
from .box_noise import TubeBoxNoise
from .formatting import PackTubeInputs
from .tube_crop import TubeCrop

__all__ = ['PackTubeInputs', 'TubeBoxNoise', 'TubeCrop']
