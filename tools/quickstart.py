"""The main job on generated data: an STN repairs what loose boxes break.

    python tools/quickstart.py [--data-root DIR] [--work-dir DIR] [--seed 0]

Generates videos of moving people with true and detector-like (loose) boxes
and trains, as tools/train.py does, a recogniser on true boxes and the
localisation network alone on the re-focus loss. Then tests the recogniser on
the loose boxes as it is and with the localisation network before it, prints
the comparison and draws what the recogniser saw.
"""

import argparse
import os.path as osp
import time
from types import SimpleNamespace

import cv2

import stn_action
from stn_action.cli import launch
from stn_action.datasets import synthetic
from stn_action.visualization.clip_rows import comparison_page

CONFIGS = osp.join(osp.dirname(osp.dirname(osp.abspath(__file__))), 'configs')
LOOSE = 'r3d-thin_8x2x1-14e_quickstart-loose-boxes.py'
TRUE = 'r3d-thin_8x2x1-14e_quickstart-true-boxes.py'
REFOCUS = 'stn-refocus_attention_8x2x1-14e_quickstart-loose-boxes.py'
FRONT_END = 'stn-r3d-thin_front-end_8x2x1_quickstart-loose-boxes.py'


def parse_args():
    parser = argparse.ArgumentParser(description='Quick start')
    parser.add_argument('--data-root', default='data/quickstart')
    parser.add_argument('--work-dir', default='work_dirs/quickstart')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument(
        '--clips',
        type=int,
        nargs=2,
        default=[480, 144],
        metavar=('TRAIN', 'VAL'),
        help='clips to generate',
    )
    parser.add_argument('--epochs', type=int, help='of every training')
    return parser.parse_args()


def train(config: str, args) -> SimpleNamespace:
    """One training: its last validation's metrics and its checkpoint."""
    options = [f'data_root={args.data_root}']
    if args.epochs:
        options += [
            f'train_cfg.max_epochs={args.epochs}',
            f'train_cfg.val_interval={args.epochs}',
            f'default_hooks.checkpoint.interval={args.epochs}',
        ]
    runner = launch.train(
        [
            *_paths(config, args),
            '--seed',
            str(args.seed),
            '--cfg-options',
            *options,
        ]
    )
    metrics = {
        key[len('val/') :]: value.current()
        for key, value in runner.message_hub.log_scalars.items()
        if key.startswith('val/')
    }
    with open(osp.join(runner.work_dir, 'last_checkpoint')) as file:
        return SimpleNamespace(metrics=metrics, checkpoint=file.read().strip())


def test(config: str, checkpoint: str, args, *options) -> SimpleNamespace:
    """One test: its metrics and its Runner."""
    path, *work_dir = _paths(config, args)
    runner = launch.build_test(
        [
            path,
            checkpoint,
            *work_dir,
            '--cfg-options',
            f'data_root={args.data_root}',
            *options,
        ]
    )
    return SimpleNamespace(metrics=runner.test(), runner=runner)


def _paths(config: str, args) -> list:
    name = osp.splitext(config)[0]
    return [
        osp.join(CONFIGS, 'quickstart', config),
        '--work-dir',
        osp.join(args.work_dir, name),
    ]


def prepare_data(args) -> None:
    spec = synthetic.SyntheticSpec(
        num_train=args.clips[0], num_val=args.clips[1]
    )
    if synthetic.is_generated(args.data_root, spec):
        return
    print(f'generating {sum(args.clips)} videos in {args.data_root} ...')
    synthetic.generate(args.data_root, spec)


def report(true, plain, stn) -> str:
    """The table that ends the quick start."""
    rows = [
        ('loose boxes, without STN', plain, 'refocus/box_iou'),
        ('loose boxes, with STN', stn, 'refocus/view_iou'),
        ('true boxes, without STN', true, 'refocus/box_iou'),
    ]
    lines = [f'{"":26}top-1   IoU with the true person']
    lines += [
        f'{name:26}{row.metrics["acc/top1"]:.3f}   {row.metrics[iou]:.3f}'
        for name, row, iou in rows
    ]
    return '\n'.join(lines)


def draw(plain, stn, path: str, rows: int = 6) -> None:
    """Write a picture of the first clip of each of ``rows`` classes."""
    plain, stn = (
        (runner.model, runner.test_loop.dataloader.dataset)
        for runner in (plain, stn)
    )
    clips = stn[1]
    labels = [clips.get_data_info(i)['label'] for i in range(len(clips))]
    chosen = [labels.index(k) for k in sorted(set(labels))][:rows]
    cv2.imwrite(path, comparison_page(plain, stn, chosen)[..., ::-1])


def main():
    args = parse_args()
    start = time.time()
    stn_action.register_all_modules()
    prepare_data(args)
    true = train(TRUE, args)
    refocus = train(REFOCUS, args)
    plain = test(LOOSE, true.checkpoint, args)
    stn = test(
        FRONT_END,
        true.checkpoint,
        args,
        f'model.stn_checkpoint={refocus.checkpoint}',
    )
    picture = osp.join(args.work_dir, 'quickstart.png')
    draw(plain.runner, stn.runner, picture)
    print(
        f'\n{args.clips[1]} unseen clips, seed {args.seed}, '
        f'{time.time() - start:.0f} s in all'
    )
    print(report(true, plain, stn))
    print(f'picture: {osp.abspath(picture)}')


if __name__ == '__main__':
    main()
