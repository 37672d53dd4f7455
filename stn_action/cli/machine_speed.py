"""How fast this machine trains, measured in a second."""

import time
from typing import Optional

#: Seconds that the measured steps took where the times that the tools state
#: were measured: two idle cores of a server of 2021 (AMD EPYC).
REFERENCE = 1.0


def small_training(steps: int = 4) -> float:
    """Seconds of a few training steps of a small 3-D network.

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
    return time.perf_counter() - start


def expected(seconds: float, measured: Optional[float] = None) -> str:
    """How long it takes here, in words.

    Args:
        seconds (float): That it takes on the machine of ``REFERENCE``.
        measured (float, optional): From :func:`small_training`.
    """
    measured = small_training() if measured is None else measured
    minutes = seconds * measured / REFERENCE / 60
    if minutes < 1:
        return 'less than a minute'
    if minutes < 90:
        return f'about {round(minutes)} min'
    return f'about {minutes / 60:.1f} h'
