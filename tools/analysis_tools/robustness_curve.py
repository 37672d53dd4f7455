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

from stn_action.cli.errors import add_debug_flag, run_tool


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
    parser.add_argument(
        '--overwrite', action='store_true', help='replace older results'
    )
    add_debug_flag(parser)
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

from stn_action.cli.config_file import read_config
from stn_action.evaluation.robustness import (
    evaluate_clips,
    read_records,
    write_records,
)
from stn_action.evaluation.robustness_plot import robustness_plot
from stn_action.evaluation.robustness_table import bin_table, level_table
from stn_action.formats.output_files import check_output


def config_with(path: str, options: List[str]) -> Config:
    """The config with ``key=value`` options as of ``--cfg-options``."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--options', nargs='*', action=DictAction)
    args = parser.parse_args(['--options', *options])
    return read_config(path, args.options)


def run(args) -> None:
    read = [*args.add, *(path for model in args.model for path in model[1:3])]
    clips, page, curve = (
        check_output(osp.join(args.out, name), args.overwrite, read)
        for name in ('clips.csv', 'table.md', 'curve.png')
    )
    os.makedirs(args.out, exist_ok=True)
    records = [r for path in args.add for r in read_records(path)]
    names = [r.model for r in records] + [model[0] for model in args.model]
    reference = args.reference or names[0]
    if reference not in names:
        raise ValueError(
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
    with open(page, 'w') as file:
        file.write(text)
    robustness_plot(records, curve)
    print(text)
    print(f'written to {args.out}: clips.csv, table.md, curve.png')


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
