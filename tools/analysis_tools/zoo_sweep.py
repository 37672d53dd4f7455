r"""Put an STN into every recognition config of MMAction2, and see it work.

    python tools/analysis_tools/zoo_sweep.py --out work_dirs/zoo_sweep.json
    python tools/analysis_tools/zoo_sweep.py --pattern '*/tsm/*'
    python tools/analysis_tools/zoo_sweep.py --out work_dirs/zoo_sweep.json \
        --resume

For each config of the installed MMAction2 wheel the tool adds the lines of the
README, builds the model small (resolution, depth and batch, by overrides
alone) without pretrained weights, and checks that

- all names of parameters are those of the plain model,
- a checkpoint of the plain model loads with only ``stn.*`` missing,
- features, logits and scores are then those of the plain model,
- one step of the config's own optimiser moves the STN and the rest.

The exit code is 1 where a config failed.
"""

import argparse
import json
import logging
import warnings
from collections import Counter
from pathlib import Path

from stn_action.cli.errors import add_debug_flag, run_tool


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        '--pattern', default='*', help="of paths, e.g. '*/tsm/*'"
    )
    parser.add_argument(
        '--preset', default='stn_action::_base_/stn/attention_lr1e-4.py'
    )
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--out', help='JSON of all rows, written as they come')
    parser.add_argument(
        '--resume',
        action='store_true',
        help='keep the rows of --out that passed or are unfit, do the rest',
    )
    parser.add_argument(
        '--overwrite', action='store_true', help='replace an older --out'
    )
    add_debug_flag(parser)
    args = parser.parse_args(argv)
    if args.resume and not (args.out and Path(args.out).is_file()):
        parser.error(
            f'--resume goes on from --out, but {args.out!r} is no file'
        )
    if args.out and not args.out.endswith('.json'):
        parser.error(f'--out writes JSON: give a .json file, not {args.out!r}')
    return args


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

import mmaction
import torch

import stn_action
from stn_action.experiments.zoo import check_config, find_configs, zoo_root
from stn_action.formats.output_files import check_output, whole_file


def line(row: dict) -> str:
    """A row as one line of text."""
    detail = row['reason'] or f'scores differ by {row["difference"]:.1e}'
    return (
        f'{row["status"]:5} {row["seconds"]:6.1f} s  {row["config"]}  '
        f'{" ".join(detail.split())}'
    )


def totals(rows: list) -> dict:
    """Configs by modality and status, and the share of RGB that passes."""
    counts = {}
    for row in rows:
        kind = counts.setdefault(row.get('modality', 'rgb'), Counter())
        kind.update([row['status']])
    rgb = counts.get('rgb', Counter())
    share = rgb['pass'] / max(1, sum(rgb.values()))
    return dict(
        counts={kind: dict(found) for kind, found in counts.items()},
        rgb_configs=sum(rgb.values()),
        rgb_pass=rgb['pass'],
        rgb_share=round(share, 4),
    )


def summary(rows: list) -> str:
    """Text of the totals, and of each config that failed with its reason."""
    found = totals(rows)
    lines = [
        f'RGB Recognizer2D/3D: {found["rgb_pass"]} of '
        f'{found["rgb_configs"]} pass ({found["rgb_share"]:.1%})'
    ]
    for kind, counts in found['counts'].items():
        parts = ', '.join(f'{n} {status}' for status, n in counts.items())
        lines.append(f'{kind}: {parts}')
    reasons = Counter(
        (row['status'], row['reason']) for row in rows if row['reason']
    )
    for (status, reason), number in reasons.most_common():
        lines.append(f'{number} {status}: {" ".join(reason.split())}')
    return '\n'.join(lines)


def write(rows: list, args: argparse.Namespace) -> None:
    """Write the rows so far as JSON, with arguments and versions."""
    document = dict(
        arguments=vars(args),
        versions=dict(
            stn_action=stn_action.__version__,
            mmaction2=mmaction.__version__,
            torch=torch.__version__,
        ),
        totals=totals(rows),
        rows=rows,
    )
    with whole_file(args.out) as part:
        Path(part).write_text(json.dumps(document, indent=1) + '\n')


def rows_done(args: argparse.Namespace) -> list:
    """The rows of ``--out`` that need not be done again."""
    try:
        rows = json.loads(Path(args.out).read_text())['rows']
        return [row for row in rows if row['status'] in ('pass', 'unfit')]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f'{args.out}: no rows of an earlier sweep ({error!r})'
        ) from None


def run(args: argparse.Namespace) -> int:
    """The number of configs that failed."""
    if args.out:
        check_output(args.out, args.resume or args.overwrite)
    paths = find_configs(args.pattern)
    if not paths:
        raise ValueError(
            f'no recognition config of MMAction2 matches {args.pattern!r}'
        )
    warnings.simplefilter('ignore')
    logging.disable(logging.WARNING)
    rows = rows_done(args) if args.resume else []
    done = {row['config'] for row in rows}
    for path in paths:
        if str(path.relative_to(zoo_root())) in done:
            continue
        rows.append(check_config(path, args.preset, args.seed))
        print(line(rows[-1]), flush=True)
        if args.out:
            write(rows, args)
    print('\n' + summary(rows))
    return sum(row['status'] == 'fail' for row in rows)


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
