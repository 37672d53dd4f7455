r"""Train variants of a config over seeds, and compare them in a table.

    python tools/analysis_tools/ablation.py CONFIG --out work_dirs/kernels \
        --seeds 0 1 2 --cfg-options train_cfg.max_iters=500 \
        train_dataloader.dataset.ann_file=jhmdb_fold{seed}_train.json \
        --variant 'kernel 9' model.stn.localisation.kernel_sizes=9,9,9 \
        --variant 'kernel 3' model.stn.localisation.kernel_sizes=3,3,3

Each run is ``tools/train.py CONFIG --seed SEED`` with the options of
--cfg-options and those of the variant; ``{seed}`` in them stands for the seed.
The tool appends each finished run to runs.jsonl and skips runs that are there:
call it again with more variants or seeds to add them. The table has the last
validation of each run, and counts the trainings that diverged (theta was not
finite) and those that collapsed (the IoU of the view ended below --collapse).
"""

import argparse
import importlib
import json
import os
import os.path as osp
import statistics
import time
from typing import Dict, List

from stn_action.cli.errors import add_debug_flag, run_tool


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('config')
    parser.add_argument('--out', required=True)
    parser.add_argument('--seeds', nargs='+', type=int, default=[0, 1, 2])
    parser.add_argument(
        '--variant',
        action='append',
        nargs='+',
        required=True,
        metavar=('NAME', 'key=value'),
    )
    parser.add_argument(
        '--cfg-options', nargs='+', default=[], help='of every variant'
    )
    parser.add_argument(
        '--import',
        nargs='+',
        default=[],
        dest='modules',
        metavar='MODULE',
        help='modules to import first, such as those that register the parts '
        'of an experiment',
    )
    parser.add_argument('--amp', action='store_true')
    parser.add_argument('--collapse', type=float, default=0.2)
    add_debug_flag(parser)
    args = parser.parse_args(argv)
    names = [name for name, *_ in args.variant]
    if len(set(names)) < len(names):
        parser.error(f'two variants of the same name: {names}')
    return args


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

from stn_action.cli.launch import train
from stn_action.formats.output_files import check_output


def read_runs(path: str) -> List[dict]:
    if not osp.exists(path):
        return []
    with open(path) as file:
        lines = file.read().splitlines()
    try:
        return [json.loads(line) for line in lines]
    except ValueError as error:
        raise ValueError(
            f'{path}: a line is no JSON ({error}); remove the line that was '
            'cut off'
        ) from None


def options_of(
    args: argparse.Namespace, options: List[str], seed: int
) -> List[str]:
    """Options of every variant, then the variant's own, for one seed."""
    return [
        o.replace('{seed}', str(seed)) for o in (*args.cfg_options, *options)
    ]


def check_same(done: Dict[tuple, dict], args: argparse.Namespace) -> None:
    """Refuse to mix runs that had other options into one table.

    Raises:
        ValueError: A finished run of this name and seed had other options.
    """
    for name, *options in args.variant:
        for seed in args.seeds:
            run = done.get((name, seed))
            wanted = options_of(args, options, seed)
            if run and run['options'] != wanted:
                raise ValueError(
                    f'{args.out} has a run of {name!r}, seed {seed}, with the '
                    f'options {run["options"]}, and now they are {wanted}: '
                    'give the variant another name, or another --out'
                )


def run_one(
    args: argparse.Namespace, name: str, options: List[str], seed: int
) -> dict:
    """Train once.

    Returns:
        dict: ``variant``, ``seed``, ``options``, ``minutes`` and the
        ``metrics`` of the last validation, None where the training diverged.
    """
    folder = osp.join(args.out, name.replace(' ', '_').replace('/', '_'))
    argv = [
        args.config,
        '--work-dir',
        osp.join(folder, str(seed)),
        '--seed',
        str(seed),
        *(['--amp'] if args.amp else []),
    ]
    start, metrics = time.time(), None
    try:
        runner = train([*argv, '--cfg-options', *options] if options else argv)
        scalars = runner.message_hub.log_scalars
        metrics = {
            key[len('val/') :]: float(scalars[key].current())
            for key in scalars
            if key.startswith('val/') and 'time' not in key
        }
    except FloatingPointError as error:
        print(f'{name}, seed {seed}: {error}')
    return dict(
        variant=name,
        seed=seed,
        metrics=metrics,
        options=options,
        minutes=round((time.time() - start) / 60, 2),
    )


def table(runs: List[dict], collapse: float) -> str:
    """A Markdown table with a row for each variant.

    Cells are the mean (lowest to highest) of a metric over the seeds.
    """
    variants: Dict[str, List[dict]] = {}
    for run in runs:
        variants.setdefault(run['variant'], []).append(run)
    keys = sorted({key for run in runs for key in run['metrics'] or ()})
    lines = [
        '| variant | seeds | '
        + ' | '.join(keys)
        + ' | diverged | collapsed | minutes |',
        '|---' * (5 + len(keys)) + '|',
    ]
    for name, group in variants.items():
        ended = [run['metrics'] for run in group if run['metrics']]
        fallen = sum(m.get('refocus/view_iou', 1) < collapse for m in ended)
        cells = [_cell([m[key] for m in ended if key in m]) for key in keys]
        minutes = statistics.mean(run['minutes'] for run in group)
        lines.append(
            f'| {name} | {len(group)} | '
            + ' | '.join(cells)
            + f' | {len(group) - len(ended)} | {fallen} | '
            f'{minutes:.1f} |'
        )
    return '\n'.join(lines) + '\n'


def _cell(values: List[float]) -> str:
    if not values:
        return ''
    return (
        f'{statistics.mean(values):.3f} '
        f'({min(values):.3f} to {max(values):.3f})'
    )


def run(args) -> None:
    for module in args.modules:
        importlib.import_module(module)
    os.makedirs(args.out, exist_ok=True)
    log = osp.join(args.out, 'runs.jsonl')
    page = check_output(osp.join(args.out, 'table.md'), osp.exists(log))
    done = {(run['variant'], run['seed']): run for run in read_runs(log)}
    check_same(done, args)
    for seed in args.seeds:  # seed by seed: a table of whole rows comes early
        for name, *options in args.variant:
            if (name, seed) in done:
                continue
            options = options_of(args, options, seed)
            row = run_one(args, name, options, seed)
            with open(log, 'a') as file:
                file.write(json.dumps(row) + '\n')
    text = table(read_runs(log), args.collapse)
    with open(page, 'w') as file:
        file.write(text)
    print(text)


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
