"""Recording graphs: torch.jit.trace, torch.export and torch.compile."""

import torch


def is_recorded() -> bool:
    """Whether a graph is recorded, where no branch may depend on pixels."""
    return torch.jit.is_tracing() or torch.compiler.is_compiling()
