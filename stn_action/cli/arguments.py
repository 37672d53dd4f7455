"""The command lines of ``tools/train.py`` and ``tools/test.py``."""

import argparse

from mmengine.config import DictAction

from .errors import add_debug_flag


def _parser(description: str) -> argparse.ArgumentParser:
    """The flags that training and testing share."""
    parser = argparse.ArgumentParser(
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('config', help='config file')
    parser.add_argument(
        '--work-dir',
        help='where logs and results go (default: that of the config, else '
        'work_dirs/ and the name of the config)',
    )
    parser.add_argument(
        '--cfg-options',
        nargs='+',
        action=DictAction,
        help='settings to override, as key=value: a list is key="[a,b]" or '
        'key=a,b, nested ones are key="[(a,b),(c,d)]", without blanks',
    )
    parser.add_argument(
        '--launcher',
        choices=['none', 'pytorch', 'slurm', 'mpi'],
        default='none',
        help='what starts the processes (pytorch: torchrun)',
    )
    add_debug_flag(parser)
    parser.add_argument('--local_rank', '--local-rank', type=int, default=0)
    return parser


def train_parser() -> argparse.ArgumentParser:
    """The flags of ``tools/train.py``."""
    parser = _parser(
        'Train a recogniser, a localisation network, or both.\n\n'
        '    python tools/train.py CONFIG --work-dir work_dirs/mine\n'
        '    python tools/train.py CONFIG --resume\n'
    )
    parser.add_argument(
        '--resume',
        nargs='?',
        const='auto',
        help='go on from this checkpoint; without a path, from the last whole '
        'one in the work dir',
    )
    parser.add_argument(
        '--amp',
        action='store_true',
        help='mixed precision (float16 on a GPU, bfloat16 on a CPU that has a '
        'unit for it; else float32)',
    )
    parser.add_argument(
        '--no-validate', action='store_true', help='train without validation'
    )
    parser.add_argument(
        '--auto-scale-lr',
        action='store_true',
        help='scale the learning rate by the batch size (all processes) over '
        'auto_scale_lr.base_batch_size',
    )
    parser.add_argument('--seed', type=int, help='random seed')
    parser.add_argument(
        '--diff-rank-seed',
        action='store_const',
        const=True,
        help='a different seed for each process',
    )
    parser.add_argument(
        '--deterministic',
        action='store_const',
        const=True,
        help='deterministic algorithms of cuDNN',
    )
    return parser


def test_parser() -> argparse.ArgumentParser:
    """The flags of ``tools/test.py``."""
    parser = _parser(
        'Test a recogniser, on the boxes as they are or with noise.\n\n'
        '    python tools/test.py CONFIG CHECKPOINT\n'
        '    python tools/test.py CONFIG CHECKPOINT --box-noise 1\n'
    )
    parser.add_argument('checkpoint', help='checkpoint file')
    parser.add_argument('--dump', help='write the predictions to this pickle')
    parser.add_argument(
        '--box-noise',
        type=float,
        metavar='LEVEL',
        help='noise on the boxes of the test set, 0 (none) to 1: level of the '
        "pipeline's TubeBoxNoise",
    )
    parser.add_argument(
        '--noise-seed',
        type=int,
        metavar='S',
        help='seed of that noise (default: 0)',
    )
    parser.add_argument(
        '--noise',
        metavar='NAME',
        help='family of that noise: a name in configs/_base_/noise or a '
        "config file that holds box_noise (default: the pipeline's own)",
    )
    parser.add_argument('--show-dir', help='write pictures to this folder')
    parser.add_argument(
        '--show', action='store_true', help='show pictures in a window'
    )
    parser.add_argument(
        '--interval', type=int, default=1, help='a picture each INTERVAL-th'
    )
    parser.add_argument(
        '--wait-time', type=float, default=2.0, help='seconds per picture'
    )
    return parser
