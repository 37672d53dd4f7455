"""How long a job takes on this machine, by a trial of a second."""

import time
from typing import Optional


def step_seconds(steps: int = 2) -> float:
    """Seconds of a training step of a small 3-D network, here and now.

    Batches of 16 clips of 8 frames of 56 pixels, as in the quick start; one
    step before the clock starts. PyTorch's number of threads is left as it is.
    """
    import torch
    from torch import nn

    net = nn.Sequential(
        nn.Conv3d(3, 16, (3, 5, 5), stride=(1, 2, 2), padding=(1, 2, 2)),
        nn.BatchNorm3d(16),
        nn.ReLU(),
        nn.Conv3d(16, 32, 3, padding=1),
        nn.BatchNorm3d(32),
        nn.ReLU(),
        nn.Conv3d(32, 64, 3, stride=2, padding=1),
    )
    clips = torch.zeros(16, 3, 8, 56, 56)
    for step in range(steps + 1):
        if step == 1:
            start = time.perf_counter()
        net(clips).square().mean().backward()
    return (time.perf_counter() - start) / steps


def expected(steps: float, seconds: Optional[float] = None) -> str:
    """How long a job takes here, in words.

    Args:
        steps (float): As many of the steps above take as long as the job.
        seconds (float, optional): Of one; None measures it.
    """
    seconds = step_seconds() if seconds is None else seconds
    minutes = steps * seconds / 60
    if minutes < 1:
        return 'less than a minute'
    if minutes < 90:
        return f'about {round(minutes)} min'
    return f'about {minutes / 60:.1f} h'
