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
            for line in file:
                scalars = json.loads(line)
                if 'acc/top1' in scalars:
                    error = 100 - 100 * scalars['acc/top1']
    return error


def collect(folder: str) -> Dict[Tuple[str, str], List[float]]:
    """(network, row) to the errors of its seeds."""
    errors = defaultdict(list)
    for network in NETWORKS:
        for row in ROWS:
            for run in sorted(
                glob.glob(osp.join(folder, f'{network}_{row}/*'))
            ):
                error = last_error(run)
                if error is not None:
                    errors[network, row].append(error)
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


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('folder')
    print(table(parser.parse_args().folder))


if __name__ == '__main__':
    main()
