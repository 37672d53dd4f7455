"""Reads the curves of a run from MMEngine's ``scalars.json``."""

import json
from pathlib import Path
from typing import Dict, List, Tuple

#: x and y values of one scalar.
Curve = Tuple[List[float], List[float]]

_CLOCK = ('data_time', 'time', 'memory', 'iter', 'epoch', 'step')


def read_scalars(work_dir: str) -> Dict[str, Dict[str, Curve]]:
    """Read the curves of a run, and join those of its resumed parts.

    Args:
        work_dir (str): Folder of the training.

    Returns:
        dict: ``train`` and ``val``, each a dict of name to curve. Training
        curves run over iterations, validation curves over epochs or
        iterations, as they were logged. Where a resumed training repeats a
        step, the later value counts.

    Raises:
        FileNotFoundError: There is no ``scalars.json`` below ``work_dir``.
    """
    paths = sorted(Path(work_dir).glob('*/vis_data/scalars.json'))
    if not paths:
        raise FileNotFoundError(
            f'{work_dir}: no */vis_data/scalars.json below it. Is it the work '
            'dir of a training with a LocalVisBackend?'
        )
    points: Dict[str, Dict[str, dict]] = dict(train={}, val={})
    for path in paths:
        for line in path.read_text().splitlines():
            try:
                row = json.loads(line)
            except ValueError:  # the last line of a run that was killed
                continue
            if 'step' not in row:  # the result of a test
                continue
            part = 'train' if 'iter' in row else 'val'
            for name, value in row.items():
                if name not in _CLOCK and isinstance(value, (int, float)):
                    points[part].setdefault(name, {})[row['step']] = value
    return {
        part: {
            name: tuple(map(list, zip(*sorted(values.items()))))
            for name, values in curves.items()
        }
        for part, curves in points.items()
    }


def curve_groups(curves: Dict[str, Dict[str, Curve]]) -> Dict[str, dict]:
    """Sort curves into diagrams, so that those of one scale share one.

    Args:
        curves (dict): Result of :func:`read_scalars`.

    Returns:
        dict: Title of a diagram to a dict of name to curve.
    """
    groups: Dict[str, dict] = {}
    for name, curve in curves['train'].items():
        last = name.split('/')[-1]
        if name.startswith('stn/') and last not in ('lr', 'grad_norm'):
            title = 'view (training)'
        elif 'loss' in name:
            title = 'loss'
        elif last.endswith('lr'):
            title = 'learning rate'
        elif 'grad_norm' in last:
            title = 'gradient norm'
        else:
            title = 'training'
        groups.setdefault(title, {})[name] = curve
    for name, curve in curves['val'].items():
        groups.setdefault('validation', {})[name] = curve
    return groups
