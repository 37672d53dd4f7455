"""Inference: takes videos and returns the action of each person in them."""

from ..registration import register_all_modules

register_all_modules()

from .inferencer import STNInferencer  # noqa: E402
from .persons import (  # noqa: E402
    AnnotatedPersons,
    DetectedPersons,
    GivenPersons,
    Person,
)

__all__ = [
    'AnnotatedPersons',
    'DetectedPersons',
    'GivenPersons',
    'Person',
    'STNInferencer',
]
