"""Recording graphs: torch.jit.trace, torch.export and torch.compile."""

import torch


def is_recorded() -> bool:
    """Whether a graph is being made, in which no number decides anything."""
    return torch.jit.is_tracing() or torch.compiler.is_compiling()
