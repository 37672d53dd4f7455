"""Markdown tables of clip records: by level of noise, and by box IoU."""

from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np

from .bootstrap import (
    Groups,
    Interval,
    mean_class_accuracy,
    mean_with_interval,
    recovered_share,
)
from .robustness import ClipRecord

#: Bounds of the bins of box IoU.
IOU_BOUNDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
NO_NOISE = 'none'


def family(record: ClipRecord) -> str:
    """Name of the record's noise; at level 0 there is none of any family."""
    return record.noise if record.level else NO_NOISE


def select(records: Sequence[ClipRecord], **wanted) -> List[ClipRecord]:
    """The records whose fields equal ``wanted``.

    ``noise`` is compared with :func:`family`, so that records of level 0 are
    found by ``NO_NOISE``.
    """

    def value(record, key):
        return family(record) if key == 'noise' else getattr(record, key)

    return [
        r for r in records if all(value(r, k) == v for k, v in wanted.items())
    ]


def by_training(
    records: Sequence[ClipRecord], value: str
) -> Dict[str, Dict[str, float]]:
    """The field ``value`` of each clip of each training.

    Returns:
        dict: Name of the training to name of the clip to the mean over the
        draws of noise.
    """
    runs: Dict[str, dict] = {}
    for r in records:
        samples = runs.setdefault(r.run, {})
        samples.setdefault(r.sample_id, []).append(getattr(r, value))
    return {
        run: {s: float(np.mean(v)) for s, v in samples.items()}
        for run, samples in runs.items()
    }


def interval_of(records: Sequence[ClipRecord], value: str) -> Interval:
    """Mean over clips of the field ``value``, with its 95 % interval.

    A clip counts once, whatever the number of its draws of noise.
    """
    runs = by_training(records, value).values()
    return mean_with_interval([np.array(list(s.values())) for s in runs])


def paired_top1(*sets: Sequence[ClipRecord]) -> Optional[Groups]:
    """Top-1 of several sets of records on the same clips.

    Trainings are paired in the order in which they occur.

    Returns:
        list[ndarray] | None: (clips, sets) for each training; None where the
        sets have not the same number of trainings, or other clips.
    """
    trainings = [list(by_training(s, 'correct').values()) for s in sets]
    if len({len(t) for t in trainings}) != 1 or not trainings[0]:
        return None
    groups = []
    for samples in zip(*trainings):
        if any(s.keys() != samples[0].keys() for s in samples):
            return None
        groups.append(np.array([[s[k] for s in samples] for k in samples[0]]))
    return groups


def conditions(records: Sequence[ClipRecord]) -> List[Tuple[float, str]]:
    """The pairs (level, family) in the records.

    Sorted by level; families of one level in the order of the records.
    """
    found = dict.fromkeys((r.level, family(r)) for r in records)
    return sorted(found, key=lambda condition: condition[0])


def level_table(records: Sequence[ClipRecord], reference: str) -> str:
    """A Markdown table with a row for each level, family and model.

    Args:
        records (Sequence[ClipRecord]): Records of any models and trainings.
        reference (str): Name of the model that the others are compared with.
            Gains are differences from its top-1 on the same boxes. The gap is
            what the noise costs it: its top-1 on the boxes of level 0 less
            its top-1 on these.
    """
    names = list(dict.fromkeys(r.model for r in records))
    runs = {n: len({r.run for r in select(records, model=n)}) for n in names}
    seeds = len({r.noise_seed for r in records})
    clean = select(records, model=reference, level=0)
    lines = [
        'Mean [95 % bootstrap interval over trainings and clips]; trainings: '
        f'{runs}; {seeds} draws of noise. Gain: top-1 over {reference}, '
        f'paired by clip. Gap recovered: the gain over what the noise costs '
        f'{reference} (blank where the interval of that cost includes 0).',
        '',
        '| level | noise | box IoU | model | view IoU | top-1 | mean class '
        '| gain | gap recovered |',
        '|---|---|---|---|---|---|---|---|---|',
    ]
    for level, noise in conditions(records):
        here = select(records, level=level, noise=noise)
        base = select(here, model=reference)
        for name in names:
            mine = select(here, model=name)
            if mine:
                cells = [f'{level:g}', noise, *_results(mine, name)]
                if name != reference:
                    cells += _against(mine, base, clean if level else [])
                lines.append(_row(cells + [''] * (9 - len(cells))))
    return '\n'.join(lines) + '\n'


def _results(mine: Sequence[ClipRecord], name: str) -> List[str]:
    classes = mean_class_accuracy(
        np.array([r.correct for r in mine]), np.array([r.label for r in mine])
    )
    return [
        f'{np.mean([r.box_iou for r in mine]):.3f}',
        name,
        _cell(interval_of(mine, 'view_iou')),
        _cell(interval_of(mine, 'correct')),
        f'{classes:.3f}',
    ]


def _against(mine, base, clean) -> List[str]:
    """Cells: the gain over ``base``, and the share of the gap recovered."""
    pairs = paired_top1(mine, base)
    triples = paired_top1(mine, base, clean)
    gain = pairs and mean_with_interval([g[:, 0] - g[:, 1] for g in pairs])
    share = triples and recovered_share(triples)
    return [_cell(gain, '+') if gain else '', _cell(share) if share else '']


def bin_table(records: Sequence[ClipRecord]) -> str:
    """A Markdown table of view IoU and top-1 in bins of the box's IoU.

    Records of all levels but 0 are pooled.
    """
    noisy = [r for r in records if r.level]
    lines = [
        'By the IoU of box and target, over all levels of noise above 0. '
        'Cases: clips times draws and levels; in the means each clip of a '
        'training counts once in a bin.',
        '',
        '| noise | box IoU | model | cases | view IoU | top-1 |',
        '|---|---|---|---|---|---|',
    ]
    bins = np.digitize([r.box_iou for r in noisy], IOU_BOUNDS)
    for noise in dict.fromkeys(map(family, noisy)):
        for k in range(len(IOU_BOUNDS) + 1):
            here = [
                r for r, b in zip(noisy, bins) if b == k and family(r) == noise
            ]
            for name in dict.fromkeys(r.model for r in here):
                mine = select(here, model=name)
                lines.append(
                    _row(
                        [
                            noise,
                            _bin_name(k),
                            name,
                            f'{len(mine)}',
                            _cell(interval_of(mine, 'view_iou')),
                            _cell(interval_of(mine, 'correct')),
                        ]
                    )
                )
    return '\n'.join(lines) + '\n'


def _bin_name(k: int) -> str:
    low = IOU_BOUNDS[k - 1] if k else None
    high = IOU_BOUNDS[k] if k < len(IOU_BOUNDS) else None
    if low is None:
        return f'< {high:g}'
    return f'>= {low:g}' if high is None else f'{low:g}-{high:g}'


def _row(cells: List[str]) -> str:
    return '| ' + ' | '.join(cells) + ' |'


def _cell(values: Interval, sign: str = '') -> str:
    mean, low, high = (format(v, sign + '.3f') for v in values)
    return f'{mean} [{low}, {high}]'
