r"""Measure accuracy and view IoU against box noise, for any trained models.

    python tools/analysis_tools/robustness_curve.py \
        --model clean CONFIG CHECKPOINT [key=value ...] \
        --model front-end CONFIG CHECKPOINT model.stn_checkpoint=STN.pth \
        --noise loose tight drift --out work_dirs/robustness

The same name may be given several times, once for each training (seed or
fold). Writes clips.csv (one row a clip and draw of noise), table.md and
curve.png; clips.csv of earlier runs can be added with --add.
"""

import argparse
import os
import os.path as osp
from typing import List


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        '--model',
        action='append',
        nargs='+',
        default=[],
        metavar=('NAME', 'CONFIG CHECKPOINT [key=value ...]'),
    )
    parser.add_argument(
        '--levels', nargs='+', type=float, default=[0, 0.25, 0.5, 0.75, 1.0]
    )
    parser.add_argument(
        '--noise-seeds', nargs='+', type=int, default=[0, 1, 2]
    )
    parser.add_argument(
        '--noise',
        nargs='+',
        default=[None],
        metavar='NAME',
        help='families of noise: names in configs/_base_/noise or config '
        "files that hold box_noise (default: the pipeline's own)",
    )
    parser.add_argument('--add', nargs='+', default=[], metavar='CSV')
    parser.add_argument(
        '--reference',
        help='model that the gains are over (default: the first)',
    )
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--out', default='work_dirs/robustness')
    args = parser.parse_args(argv)
    for model in args.model:
        if len(model) < 3:
            parser.error(f'--model needs NAME CONFIG CHECKPOINT, got {model}')
    if not args.model and not args.add:
        parser.error('give at least one --model or --add')
    return args


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

from mmengine.config import Config, DictAction

import stn_action
from stn_action.evaluation.robustness import (
    evaluate_clips,
    read_records,
    write_records,
)
from stn_action.evaluation.robustness_plot import robustness_plot
from stn_action.evaluation.robustness_table import bin_table, level_table


def config_with(path: str, options: List[str]) -> Config:
    """The config with ``key=value`` options as of ``--cfg-options``."""
    stn_action.register_all_modules()
    cfg = Config.fromfile(path)
    parser = argparse.ArgumentParser()
    parser.add_argument('--options', nargs='*', action=DictAction)
    cfg.merge_from_dict(
        parser.parse_args(['--options', *options]).options or {}
    )
    return cfg


def main(argv=None):
    args = parse_args(argv)
    os.makedirs(args.out, exist_ok=True)
    clips = osp.join(args.out, 'clips.csv')
    records = [r for path in args.add for r in read_records(path)]
    names = [r.model for r in records] + [model[0] for model in args.model]
    reference = args.reference or names[0]
    if reference not in names:
        raise SystemExit(
            f'--reference {reference}: there are only the models '
            f'{list(dict.fromkeys(names))}'
        )
    for name, config, checkpoint, *options in args.model:
        cfg = config_with(config, options)
        records += evaluate_clips(
            name,
            cfg,
            checkpoint,
            args.levels,
            args.noise_seeds,
            args.device,
            families=args.noise,
        )
        # Nothing done is lost if a later model fails.
        write_records(records, clips)
        print(f'{name}: {checkpoint} done', flush=True)
    write_records(records, clips)
    text = level_table(records, reference) + '\n' + bin_table(records)
    with open(osp.join(args.out, 'table.md'), 'w') as file:
        file.write(text)
    robustness_plot(records, osp.join(args.out, 'curve.png'))
    print(text)
    print(f'written to {args.out}: clips.csv, table.md, curve.png')


if __name__ == '__main__':
    main()
