"""Whether mixed precision on a CPU saves time or costs it."""

import platform
from pathlib import Path

import torch

#: What a training with ``--amp`` says on a processor without the unit.
NO_BFLOAT16 = (
    '--amp: this processor has no bfloat16 unit, where mixed precision is '
    'about ten times slower than float32; the training stays in float32'
)

# As Linux names them, on x86 and ARM.
_FLAGS = {'avx512_bf16', 'amx_bf16', 'bf16'}


def has_bfloat16_unit(cpuinfo: str = '/proc/cpuinfo') -> bool:
    """Whether the processor multiplies bfloat16 matrices by itself.

    Where Linux does not tell, Apple's arm64 chips have the unit from the M2
    on, which PyTorch does not use, so they count as having none; elsewhere
    PyTorch is asked.
    """
    if Path(cpuinfo).is_file():
        lines = Path(cpuinfo).read_text().splitlines()
        flags = {
            flag
            for line in lines
            if line.lower().startswith(('flags', 'features'))
            for flag in line.partition(':')[2].split()
        }
        return bool(flags & _FLAGS)
    if platform.system() == 'Darwin':
        return False
    asked = getattr(torch.cpu, '_is_avx512_bf16_supported', lambda: False)
    return bool(asked())
