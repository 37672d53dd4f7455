"""The learning rate of the STN, as an optimiser-wrapper constructor."""

from .optim_wrapper_constructor import STNOptimWrapperConstructor

__all__ = ['STNOptimWrapperConstructor']
