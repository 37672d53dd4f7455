"""Training parts: optimiser-wrapper constructor and hooks."""
from .health_hook import STNHealthHook
from .optim_wrapper_constructor import STNOptimWrapperConstructor

__all__ = ['STNHealthHook', 'STNOptimWrapperConstructor']
