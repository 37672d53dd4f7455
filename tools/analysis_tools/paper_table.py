"""Make the MNIST table of ``configs/paper/README.md`` from finished runs.

    python tools/analysis_tools/paper_table.py work_dirs/paper

Reads
``NETWORK_ROW/SEED/*/vis_data/scalars.json`` below the folder and prints the
top-1 error in per cent, mean and range over the seeds, as Markdown.
"""

import argparse
import glob
import json
import os.path as osp
from collections import defaultdict
from typing import Dict, List, Optional, Tuple

from stn_action.cli.errors import add_debug_flag, run_tool

ROWS = ('r', 'rts', 'p', 'e', 'tc')
NETWORKS = (
    'fcn',
    'st-fcn-affine',
    'cnn',
    'st-cnn-affine',
    'st-cnn-projective',
    'st-cnn-tps',
)


def last_error(folder: str) -> Optional[float]:
    """100 - top-1 in per cent of the newest validation; None without one."""
    error = None
    for path in sorted(glob.glob(osp.join(folder, '*/vis_data/scalars.json'))):
        with open(path) as file:
            # the last line of a run that was killed has no end
            lines = file.read().split('\n')[:-1]
            for number, line in enumerate(lines, 1):
                scalars = _scalars(line, f'{path}, line {number}')
                if 'acc/top1' in scalars:
                    error = 100 - 100 * scalars['acc/top1']
    return error


def _scalars(line: str, where: str) -> dict:
    try:
        scalars = json.loads(line)
    except ValueError as error:
        raise ValueError(f'{where}: no JSON ({error}).') from None
    if not isinstance(scalars, dict):
        raise ValueError(f'{where}: expected an object, got {line[:40]!r}.')
    return scalars


def collect(folder: str) -> Dict[Tuple[str, str], List[float]]:
    """(network, row) to the errors of its seeds.

    Raises:
        ValueError: There is no run in the folder.
    """
    errors = defaultdict(list)
    for network in NETWORKS:
        for row in ROWS:
            for run in sorted(
                glob.glob(osp.join(folder, f'{network}_{row}/*'))
            ):
                error = last_error(run)
                if error is not None:
                    errors[network, row].append(error)
    if not errors:
        raise ValueError(
            f'{folder}: no finished run in it, expected '
            'NETWORK_ROW/SEED/*/vis_data/scalars.json, such as '
            f'{NETWORKS[0]}_{ROWS[0]}/0/...'
        )
    return errors


def cell(errors: List[float]) -> str:
    if not errors:
        return ''
    mean = sum(errors) / len(errors)
    if len(errors) == 1:
        return f'{mean:.2f} (1)'
    return f'{mean:.2f} ({min(errors):.2f}-{max(errors):.2f}, {len(errors)})'


def table(folder: str) -> str:
    errors = collect(folder)
    lines = [
        '| network | ' + ' | '.join(row.upper() for row in ROWS) + ' |',
        '|---' * (1 + len(ROWS)) + '|',
    ]
    for network in NETWORKS:
        cells = [cell(errors[network, row]) for row in ROWS]
        lines.append(f'| {network} | ' + ' | '.join(cells) + ' |')
    return '\n'.join(lines)


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('folder')
    add_debug_flag(parser)
    return parser.parse_args(argv)


def main(argv=None) -> None:
    run_tool(lambda args: print(table(args.folder)), parse_args(argv))


if __name__ == '__main__':
    main()
