"""Accuracy and view IoU against box noise, for any set of trained models.

    python tools/analysis_tools/robustness_curve.py \
        --model clean CONFIG CHECKPOINT [key=value ...] \
        --model front-end CONFIG CHECKPOINT model.stn_checkpoint=STN.pth \
        --out work_dirs/robustness

The same name may be given several times, once for each training (seed or
fold). Writes clips.csv (one row a clip and draw of noise), table.md and
curve.png; clips.csv of earlier runs can be added with --add.
"""
import argparse
import csv
import os
import os.path as osp
from typing import Dict, List

import numpy as np
import stn_action  # noqa: F401
from mmengine.config import Config, DictAction
from stn_action.evaluation.robustness import (ClipRecord, bootstrap_interval,
                                              evaluate_clips,
                                              mean_class_accuracy)

_TYPES = dict(
    level=float, noise_seed=int, label=int, correct=int, box_iou=float,
    view_iou=float)


def parse_args():
    parser = argparse.ArgumentParser(
        description='Accuracy and view IoU against box noise')
    parser.add_argument(
        '--model',
        action='append',
        nargs='+',
        default=[],
        metavar=('NAME', 'CONFIG CHECKPOINT [key=value ...]'))
    parser.add_argument(
        '--levels', nargs='+', type=float, default=[0, .25, .5, .75, 1.])
    parser.add_argument('--noise-seeds', nargs='+', type=int, default=[0, 1, 2])
    parser.add_argument('--add', nargs='+', default=[], metavar='CSV')
    parser.add_argument('--reference', help='model that the gains are over '
                        '(default: the first)')
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--out', default='work_dirs/robustness')
    args = parser.parse_args()
    for model in args.model:
        if len(model) < 3:
            parser.error(f'--model needs NAME CONFIG CHECKPOINT, got {model}')
    if not args.model and not args.add:
        parser.error('give at least one --model or --add')
    return args


def config_with(path: str, options: List[str]) -> Config:
    """The config with ``key=value`` options as of ``--cfg-options``."""
    cfg = Config.fromfile(path)
    parser = argparse.ArgumentParser()
    parser.add_argument('--options', nargs='*', action=DictAction)
    cfg.merge_from_dict(
        parser.parse_args(['--options', *options]).options or {})
    return cfg


def read(path: str) -> List[ClipRecord]:
    with open(path, newline='') as file:
        return [
            ClipRecord(
                **{k: _TYPES.get(k, str)(v)
                   for k, v in row.items()}) for row in csv.DictReader(file)
        ]


def write(records: List[ClipRecord], path: str) -> None:
    with open(path, 'w', newline='') as file:
        writer = csv.DictWriter(file, records[0].as_dict())
        writer.writeheader()
        writer.writerows(r.as_dict() for r in records)


def by_run(records: List[ClipRecord], value: str) -> Dict[str, dict]:
    """{run: {sample: mean over noise seeds}}."""
    runs: Dict[str, dict] = {}
    for r in records:
        runs.setdefault(r.run, {}).setdefault(r.sample_id,
                                              []).append(getattr(r, value))
    return {
        run: {s: np.mean(v)
              for s, v in samples.items()}
        for run, samples in runs.items()
    }


def pooled_mean(groups: List[np.ndarray]) -> float:
    return float(np.mean(np.concatenate(groups)))


def interval_of(records: List[ClipRecord], value: str) -> tuple:
    groups = [
        np.array(list(samples.values()))
        for samples in by_run(records, value).values()
    ]
    return pooled_mean(groups), *bootstrap_interval(groups, pooled_mean)


def gain_of(records, reference) -> tuple:
    """Top-1 gain on the same clips, runs paired in the order given."""
    ours = list(by_run(records, 'correct').values())
    theirs = list(by_run(reference, 'correct').values())
    if len(ours) != len(theirs) or any(
            a.keys() != b.keys() for a, b in zip(ours, theirs)):
        return None
    groups = [
        np.array([a[s] - b[s] for s in a]) for a, b in zip(ours, theirs)
    ]
    return pooled_mean(groups), *bootstrap_interval(groups, pooled_mean)


def table(records: List[ClipRecord], reference: str) -> str:
    names = list(dict.fromkeys(r.model for r in records))
    levels = sorted({r.level for r in records})
    runs = {n: len({r.run for r in records if r.model == n}) for n in names}
    seeds = len({r.noise_seed for r in records})
    lines = [
        f'Mean [95 % bootstrap interval over trainings and clips]; trainings: '
        f'{runs}; {seeds} draws of noise. Gain: top-1 over {reference}, '
        'paired by clip.', '',
        '| level | box IoU | model | view IoU | top-1 | mean class | gain |',
        '|---|---|---|---|---|---|---|'
    ]
    for level in levels:
        here = [r for r in records if r.level == level]
        base = [r for r in here if r.model == reference]
        for name in names:
            mine = [r for r in here if r.model == name]
            if not mine:
                continue
            box = np.mean([r.box_iou for r in mine])
            classes = mean_class_accuracy(
                np.array([r.correct for r in mine]),
                np.array([r.label for r in mine]))
            gain = None if name == reference else gain_of(mine, base)
            cells = [
                f'{level:g}', f'{box:.3f}', name,
                _cell(interval_of(mine, 'view_iou')),
                _cell(interval_of(mine, 'correct')), f'{classes:.3f}',
                _cell(gain, '+') if gain else ''
            ]
            lines.append('| ' + ' | '.join(cells) + ' |')
    return '\n'.join(lines) + '\n'


def _cell(values: tuple, sign: str = '') -> str:
    mean, low, high = (format(v, sign + '.3f') for v in values)
    return f'{mean} [{low}, {high}]'


def plot(records: List[ClipRecord], path: str) -> None:
    import matplotlib
    matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    figure, axes = plt.subplots(1, 2, figsize=(11, 4.2))
    for name in dict.fromkeys(r.model for r in records):
        mine = [r for r in records if r.model == name]
        levels = sorted({r.level for r in mine}, reverse=True)
        here = [[r for r in mine if r.level == v] for v in levels]
        boxes = [np.mean([r.box_iou for r in h]) for h in here]
        for axis, value in zip(axes, ('correct', 'view_iou')):
            mean, low, high = np.array(
                [interval_of(h, value) for h in here]).T
            line, = axis.plot(boxes, mean, marker='o', label=name)
            axis.fill_between(
                boxes, low, high, alpha=0.15, color=line.get_color())
    for axis, label in zip(axes, ('top-1 accuracy', 'IoU of view and target')):
        axis.set_xlabel('IoU of box and target (noise grows to the left)')
        axis.set_ylabel(label)
        axis.grid(alpha=0.3)
    axes[0].legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def main():
    args = parse_args()
    os.makedirs(args.out, exist_ok=True)
    records = [r for path in args.add for r in read(path)]
    for name, config, checkpoint, *options in args.model:
        cfg = config_with(config, options)
        records += evaluate_clips(name, cfg, checkpoint, args.levels,
                                  args.noise_seeds, args.device)
        # Nothing done is lost if a later model fails.
        write(records, osp.join(args.out, 'clips.csv'))
        print(f'{name}: {checkpoint} done', flush=True)
    write(records, osp.join(args.out, 'clips.csv'))
    text = table(records, args.reference or records[0].model)
    with open(osp.join(args.out, 'table.md'), 'w') as file:
        file.write(text)
    plot(records, osp.join(args.out, 'curve.png'))
    print(text)
    print(f'written to {args.out}: clips.csv, table.md, curve.png')


if __name__ == '__main__':
    main()
