"""A training that is killed and resumed goes on as if nothing had happened."""

from .atomic_backend import AtomicLocalBackend
from .numbered_draws import numbered_loader
from .random_state import get_random_state, set_random_state
from .whole_checkpoint import find_whole_checkpoint

__all__ = [
    'AtomicLocalBackend',
    'find_whole_checkpoint',
    'get_random_state',
    'numbered_loader',
    'set_random_state',
]
