r"""Make house numbers in SVHN's format 1, from MNIST digits on video frames.

    python tools/data/house_numbers/make_house_numbers.py --mnist mnist.npz \
        --videos VIDEO_FOLDER --out data/house_numbers

Writes ``train`` and ``test``
folders. Digits and videos of the two do not overlap.
"""

import argparse
import os.path as osp


def parse_args():
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
    return parser.parse_args()


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

import numpy as np

from stn_action.experiments.paper.datasets.house_numbers import (
    read_grounds,
    write_house_numbers,
)
from stn_action.experiments.paper.datasets.mnist import load_mnist


def main():
    args = parse_args()
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


if __name__ == '__main__':
    main()
