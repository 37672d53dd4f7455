"""Localisation networks, one a file; names as used in configs."""
from .base import LocalisationNetwork
from .large_kernel_conv import LargeKernelConv

LOCALISATIONS = dict(LargeKernelConv=LargeKernelConv)

__all__ = ['LOCALISATIONS', 'LargeKernelConv', 'LocalisationNetwork']
