"""Comparisons across resolutions, and of the clips with poor boxes."""

from typing import Dict, Sequence

import numpy as np

from ...tubes import box_iou, square_boxes
from .clips import Clips, stack_boxes
from .table import gain_row
from .views import MARGIN

END = ', front end'
#: How the recogniser behind a front end was trained, for each training of one
#: without.
THROUGH = {'true': 'true', 'loose': 'loose through the front end'}
_HEADER = (
    '| trained on: compared | without | with | gain [95 %] | |',
    '|---|---|---|---|---|',
)


def level_1(acc: dict, training: str, end: str = '') -> np.ndarray:
    """(n,) share of right answers, over both draws of level 1."""
    draws = 'level 1', 'level 1 again'
    return np.mean([acc[training, draw + end] for draw in draws], 0)


def equal_cost(accs: Dict[int, dict], sources: Sequence) -> str:
    """Each resolution with the front end against the next without one.

    The larger one costs more than the front end adds.

    Args:
        accs (dict): Of ``accuracies``, by the side in pixels.
        sources (Sequence): (n,) what each clip was cut from.
    """
    sizes = sorted(accs)
    rows = []
    for training, through in THROUGH.items():
        for small, large in zip(sizes, sizes[1:]):
            rows.append(
                gain_row(
                    f'{training}: level 1, {small} px with, {large} px '
                    'without',
                    level_1(accs[small], through, END),
                    level_1(accs[large], training),
                    sources,
                )
            )
    return '\n'.join([*_HEADER, *rows]) + '\n'


def overlaps(wanted: dict, clips: Clips) -> Dict[str, np.ndarray]:
    """{name: (n,) mean IoU of what is cut with the true box's square}.

    Args:
        wanted (dict): ``(frames, squares, flips)`` of each condition.
        clips (Clips): All n clips, with their true boxes.
    """
    tubes = [clips.tube(i) for i in range(len(clips))]
    return {
        name: box_iou(
            squares, square_boxes(stack_boxes(tubes, frames), MARGIN)
        ).mean(1)
        for name, (frames, squares, _) in wanted.items()
    }


def by_box_quality(
    acc: dict, iou: Dict[str, np.ndarray], tests: Sequence, sources: Sequence
) -> str:
    """Accuracies of the clips whose boxes have an IoU in each of three bins.

    Args:
        acc (dict): Of ``accuracies``.
        iou (dict): Of :func:`overlaps`.
        tests (Sequence[str]): Names of tests.
        sources (Sequence): (n,) what each clip was cut from.
    """
    sources, rows = np.asarray(sources), []
    for test in tests:
        for low, high in ((0, 0.5), (0.5, 0.75), (0.75, 1.01)):
            chosen = (iou[test] >= low) & (iou[test] < high)
            if not chosen.any():
                continue
            for training, through in THROUGH.items():
                rows.append(
                    gain_row(
                        f'{training}: {test}, box IoU {low} to '
                        f'{min(high, 1)}, {chosen.sum()} clips',
                        acc[through, test + END][chosen],
                        acc[training, test][chosen],
                        sources[chosen],
                    )
                )
    return '\n'.join([*_HEADER, *rows]) + '\n'


def quality_table(iou: Dict[str, np.ndarray], tests: Sequence) -> str:
    """Mean and quartiles of the IoU of boxes and views with true boxes."""
    rows = ['| test | box | quartiles | view | quartiles |', '|' + '---|' * 5]
    for test in tests:
        cells = [test]
        for values in (iou[test], iou[test + END]):
            quartiles = np.percentile(values, [25, 50, 75])
            cells += [
                f'{values.mean():.3f}',
                ', '.join(f'{q:.2f}' for q in quartiles),
            ]
        rows.append('| ' + ' | '.join(cells) + ' |')
    return '\n'.join(rows) + '\n'
