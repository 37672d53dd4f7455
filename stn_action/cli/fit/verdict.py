"""Which of the variants to take."""

from dataclasses import dataclass
from typing import Dict, List, Tuple

import numpy as np

from ...evaluation.bootstrap import mean_with_interval


@dataclass(frozen=True)
class Variant:
    """A tested recogniser.

    Attributes:
        name (str): For the table.
        config (str): Path of its config.
        checkpoint (str): Path of its checkpoint.
        operations (int): Of one sample.
        top1 (float): 0 to 1.
        right (dict[str, bool]): Whether each clip was recognised.
    """

    name: str
    config: str
    checkpoint: str
    operations: int
    top1: float
    right: Dict[str, bool]


def gain(variant: Variant, plain: Variant) -> Tuple[float, float, float]:
    """Difference in top-1, clip by clip, and its 95 % bootstrap interval.

    Raises:
        ValueError: The two were tested on different clips.
    """
    if variant.right.keys() != plain.right.keys():
        raise ValueError('the variants were tested on different clips')
    difference = [
        float(right) - float(plain.right[clip])
        for clip, right in variant.right.items()
    ]
    return mean_with_interval([np.array(difference)])


def choose(plain: Variant, others: List[Variant]) -> Tuple[Variant, str]:
    """The variant to take, and why.

    Another than ``plain`` is taken only where it gains more than chance may
    explain: the interval of its gain is above 0. Of several, the one with
    the highest top-1, then the cheaper one.

    Args:
        plain (Variant): The recogniser without an STN.
        others (list[Variant]): With an STN, and of equal cost.
    """
    clips = len(plain.right)
    gains = {variant.name: gain(variant, plain) for variant in others}
    better = [v for v in others if gains[v.name][1] > 0]
    if not better:
        best = max(others, key=lambda v: v.top1, default=None)
        if best is None or best.top1 <= plain.top1:
            return plain, f'no variant does better on {clips} clips'
        value, low, high = gains[best.name]
        return plain, (
            f'"{best.name}" gains {value:+.3f} [{low:+.3f}, {high:+.3f}], '
            f'which may be chance on {clips} clips, so the cheapest'
        )
    best = max(better, key=lambda v: (v.top1, -v.operations))
    value, low, high = gains[best.name]
    return best, (
        f'it gains {value:+.3f} [{low:+.3f}, {high:+.3f}] over '
        f'"{plain.name}" on {clips} clips'
    )


def table(plain: Variant, others: List[Variant]) -> str:
    """A line a variant: top-1, gain with its interval, cost."""
    variants = [plain, *others]
    width = max(len(variant.name) for variant in variants)
    lines = [f'{"":{width}}  top-1  gain [95 %]               G operations']
    for variant in variants:
        shown = ''
        if variant is not plain:
            shown = '{:+.3f} [{:+.3f}, {:+.3f}]'.format(*gain(variant, plain))
        lines.append(
            f'{variant.name:{width}}  {variant.top1:.3f}  {shown:24} '
            f'{variant.operations / 1e9:.3f}'
        )
    return '\n'.join(lines)
