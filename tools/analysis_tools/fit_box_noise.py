r"""Fit the box noise to a real detector, and write it as a base config.

    python tools/analysis_tools/fit_box_noise.py DETECTOR.json \
        --truth TRUTH.json --every 8 --out configs/_base_/noise/NAME.py

Both are annotation files of this project; the truth may also come from a
better detector. Without --truth the entries of DETECTOR.json hold the true
boxes in clean_boxes. The tool prints the fitted values, and the IoU of the
detector's boxes beside that of noise with these values. Use the file as

    _base_ = '../_base_/noise/NAME.py'     # ... _base_.box_noise
    python tools/test.py CONFIG CHECKPOINT --box-noise 1 --noise NAME
"""

import argparse
import os
from dataclasses import asdict
from typing import List

import numpy as np

from stn_action.cli.errors import add_debug_flag, run_tool
from stn_action.formats.annotations import read_annotations
from stn_action.formats.output_files import check_output, whole_file
from stn_action.tubes import BoxNoiseParams
from stn_action.tubes.fit_noise import MatchedTube, compare_ious, fit_box_noise
from stn_action.tubes.matching import match_tubes, matched_in_place
from stn_action.tubes.mending import LeftOut

_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('detector', help='annotation file of its boxes')
    parser.add_argument('--truth', help='annotation file of the true boxes')
    parser.add_argument(
        '--every',
        type=int,
        default=1,
        help='the detector searched frames 0, EVERY, ... alone (--stride of '
        'tools/data/detect_persons.py); there, and nowhere else, no box is '
        'a miss',
    )
    parser.add_argument(
        '--min-iou',
        type=float,
        default=0.1,
        help='a box that overlaps less with the true one is another thing',
    )
    parser.add_argument('--out', required=True, help='config to write, .py')
    parser.add_argument(
        '--overwrite', action='store_true', help='replace an older file'
    )
    add_debug_flag(parser)
    args = parser.parse_args(argv)
    if not args.out.endswith('.py'):
        parser.error(f'--out is a config and ends in .py, got {args.out}')
    if args.every < 1:
        parser.error(f'--every must be 1 or more, got {args.every}')
    return args


def read_entries(path: str) -> List[dict]:
    """Entries with the boxes that training would take; the rest is said."""
    left_out = LeftOut()
    _, entries = read_annotations(path, left_out)
    for line in left_out.lines():
        print(f'{path}: {line}')
    return entries


def read_tubes(args) -> List[MatchedTube]:
    if args.truth is None:
        return matched_in_place(read_entries(args.detector))
    return match_tubes(
        read_entries(args.detector),
        read_entries(args.truth),
        args.min_iou,
        args.every,
    )


def check_lines(tubes: List[MatchedTube], params: BoxNoiseParams) -> List[str]:
    """Lines on the data of the fit, and on how well the noise agrees.

    The IoUs of the detector's boxes stand beside those of drawn noise.
    """
    real, drawn = compare_ious(tubes, params)
    found = np.array([t.found.any() for t in tubes])
    keys = sum(len(t.found) for t in tubes)
    hits = sum(int(t.found.sum()) for t in tubes)
    lines = [
        f'{len(tubes)} persons, of whom {found.sum()} were found at least '
        f'once; {hits} of {keys} boxes found',
        'IoU of the squared boxes with the true ones, boxes missing '
        'interpolated:',
        '            mean  ' + '  '.join(f'{q:>4.0%}' for q in _QUANTILES),
    ]
    for name, ious in (('detector', real), ('this noise', drawn)):
        values = [ious.mean(), *np.quantile(ious, _QUANTILES)]
        lines.append(
            f'{name:<11}'
            + ' '.join(f'{v:.3f}'.lstrip('0').rjust(5) for v in values)
        )
    return lines


def write_config(path: str, params: BoxNoiseParams, notes: List[str]) -> None:
    values = ''.join(
        f',\n    {name}={round(value, 3)}'
        for name, value in asdict(params).items()
    )
    with whole_file(path) as part, open(part, 'w', encoding='utf-8') as file:
        file.writelines(f'# {line}\n' for line in notes)
        file.write(
            "box_noise = dict(\n    type='TubeBoxNoise',\n    level=1."
            f'{values})\n'
        )


def run(args) -> None:
    read = [path for path in (args.detector, args.truth) if path]
    check_output(args.out, args.overwrite, read)
    tubes = read_tubes(args)
    params = fit_box_noise(tubes)
    check = check_lines(tubes, params)
    sources = [os.path.basename(path) for path in read]
    write_config(
        args.out,
        params,
        [
            'Fitted by tools/analysis_tools/fit_box_noise.py to',
            f'{" and ".join(sources)} (--every {args.every}, --min-iou '
            f'{args.min_iou:g}):',
            *check,
        ],
    )
    for name, value in asdict(params).items():
        print(f'{name:<10} {value:.3f}')
    print('\n'.join(check))
    print(f'written: {args.out}')


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
