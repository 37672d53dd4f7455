"""What the STN looks at: boxes, view, the backbone's pixels and theta.

    python tools/visualizations/draw_views.py CONFIG CHECKPOINT \
        --out-dir work_dirs/views [--num 8] [--worst] [--box-noise 1]

Draws clips of the test set, evenly spread or, with --worst, those in which
the recogniser is most wrong. During training the same pictures come from
``custom_hooks = [dict(type='STNVisualizationHook')]``.
"""
import argparse
import os
import os.path as osp
import re

import cv2
import torch
from mmaction.registry import DATASETS
from mmengine.config import Config, DictAction
from mmengine.dataset import pseudo_collate

import stn_action
from stn_action.engine.launch import set_box_noise
from stn_action.engine.visualization_hook import draw_sample
from stn_action.models.loading import load_recogniser
from stn_action.visualization.refocus_sheet import spread


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config')
    parser.add_argument('checkpoint')
    parser.add_argument('--out-dir', default='work_dirs/views')
    parser.add_argument('--num', type=int, default=8, help='clips')
    parser.add_argument('--columns', type=int, default=5, help='frames a clip')
    parser.add_argument(
        '--worst',
        action='store_true',
        help='those of the lowest score of the true class; tests all')
    parser.add_argument('--box-noise', type=float, metavar='LEVEL')
    parser.add_argument('--noise-seed', type=int, default=0)
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    return parser.parse_args(argv)


def main(argv=None):
    args = parse_args(argv)
    stn_action.register_all_modules()
    cfg = Config.fromfile(args.config)
    cfg.merge_from_dict(args.cfg_options or {})
    if args.box_noise is not None:
        set_box_noise(cfg.test_dataloader.dataset.pipeline, args.box_noise,
                      args.noise_seed)
    model = load_recogniser(cfg, args.checkpoint, args.device)
    dataset = DATASETS.build(cfg.test_dataloader.dataset)
    os.makedirs(args.out_dir, exist_ok=True)
    indices = range(len(dataset)) if args.worst else spread(
        len(dataset), args.num)
    drawn = []
    for index in map(int, indices):
        packed = dataset[index]
        with torch.no_grad():
            sample, = model.test_step(pseudo_collate([packed]))
        score = float(sample.pred_score[sample.gt_label]) if (
            'pred_score' in sample) else 0.
        drawn.append((score, index, packed['inputs'], sample))
        drawn = sorted(drawn, key=lambda item: item[:2])[:args.num]
    for score, index, inputs, sample in drawn:
        sheet = draw_sample(model, inputs, sample, args.columns)
        name = re.sub(r'[^\w.-]+', '_', sample.sample_id)
        path = osp.join(args.out_dir, f'{index:05d}_{name}.png')
        cv2.imwrite(path, sheet[..., ::-1])
        print(f'{path}: true class scores {score:.2f}')


if __name__ == '__main__':
    main()
