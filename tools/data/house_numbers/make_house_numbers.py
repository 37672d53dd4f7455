r"""Make house numbers in SVHN's format 1, from MNIST digits on video frames.

    python tools/data/house_numbers/make_house_numbers.py --mnist mnist.npz \
        --videos VIDEO_FOLDER --out data/house_numbers

Writes ``train`` and ``test``
folders. Digits and videos of the two do not overlap.
"""

import argparse
import os
import os.path as osp

from stn_action.cli.errors import add_debug_flag, run_tool


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--mnist', help='.npz or folder, see MNISTDataset')
    parser.add_argument('--videos', required=True, help='folder of videos')
    parser.add_argument('--out', required=True, help='folder to write')
    parser.add_argument('--train', type=int, default=20000, help='pictures')
    parser.add_argument('--test', type=int, default=2000, help='pictures')
    parser.add_argument('--grounds', type=int, default=300, help='frames')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument(
        '--overwrite', action='store_true', help='write into full folders'
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

import numpy as np

from stn_action.experiments.paper.datasets.house_numbers import (
    read_grounds,
    write_house_numbers,
)
from stn_action.experiments.paper.datasets.mnist import load_mnist


def run(args) -> None:
    for split in ('train', 'test'):
        folder = osp.join(args.out, split)
        if osp.isdir(folder) and os.listdir(folder) and not args.overwrite:
            raise FileExistsError(
                f'{folder}: holds files already; give another --out, or '
                '--overwrite'
            )
    rng = np.random.default_rng(args.seed)
    grounds = read_grounds(args.videos, args.grounds, rng)
    cut = max(1, len(grounds) // 5)
    for split, count, part in (
        ('train', args.train, grounds[cut:]),
        ('test', args.test, grounds[:cut]),
    ):
        images, labels = load_mnist(args.mnist, split)
        folder = osp.join(args.out, split)
        write_house_numbers(folder, count, images, labels, part, rng)
        print(f'{folder}: {count} numbers')


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
