r"""Top-1 against cost: a frozen recogniser at several resolutions, with and
without a front end.

    python tools/analysis_tools/front_end_curve.py --data-root data/jhmdb \
        --front-ends refocus_0.pth ... refocus_4.pth \
        --backbone-weights tf_efficientnet_lite0.pth --out work_dirs/curve

Five folds. The recogniser is a frozen EfficientNet-Lite0 on three frames with
a linear head; front end k was trained on the training videos of fold k. The
view of every video comes from the front end that has not seen its source, in
the test as well as in the training of a recogniser behind it: front end j
serves the videos of fold j. (For the recogniser of fold k the training views
come from front ends whose own training had true boxes of videos of fold k;
labels never enter.)

Views are cut straight from the frame. Features are kept in OUT/features and
are not computed twice; OUT/correct_SIZE.npz holds for each training and test
the share of head seeds that got each clip right. The tables are: iou.md, how
good boxes and views are; curve_SIZE.md; by_box_SIZE.md, for clips with good
and with poor boxes; equal_cost.md, each resolution with the front end against
the next without.
"""

import argparse
import os
import os.path as osp

from stn_action.cli.errors import add_debug_flag, run_tool

FOLDS = 5


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--data-root', default='data/jhmdb')
    parser.add_argument('--videos', help='default: DATA_ROOT/videos')
    parser.add_argument(
        '--frame-cache', help='default: DATA_ROOT/frames (5.2 GB)'
    )
    parser.add_argument(
        '--front-ends', nargs=FOLDS, required=True, help='one for each fold'
    )
    parser.add_argument('--backbone-weights', required=True)
    parser.add_argument(
        '--detections',
        help="annotation file with a detector's boxes of the same videos: "
        'tested as they are, and with few of them a clip',
    )
    parser.add_argument('--resolutions', nargs='+', type=int, default=[112])
    parser.add_argument(
        '--draws', type=int, default=2, help='of noise and frames in training'
    )
    parser.add_argument('--seeds', type=int, default=3, help='of the heads')
    parser.add_argument('--amp', action='store_true', help='features in bf16')
    parser.add_argument('--out', required=True)
    add_debug_flag(parser)
    return parser.parse_args(argv)


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

import numpy as np
import torch

from stn_action.experiments.front_end.clips import Clips
from stn_action.experiments.front_end.comparisons import (
    by_box_quality,
    equal_cost,
    overlaps,
    quality_table,
)
from stn_action.experiments.front_end.curve import (
    DETECTIONS,
    TESTS,
    accuracies,
    conditions,
    report,
)
from stn_action.experiments.front_end.heads import clip_features
from stn_action.experiments.front_end.inputs import (
    build_backbone,
    fold_members,
    load_front_end,
    sources_of,
)
from stn_action.formats.output_files import check_output


def features_of(args, backbone, clips, name, condition, size):
    """Computed once, then read."""
    path = osp.join(args.out, 'features', f'{name}_{size}.pth')
    if not osp.exists(path):
        frames, squares, flips = condition
        torch.save(
            clip_features(backbone, clips, frames, squares, size, flips), path
        )
        print(f'{name}, {size} px: done', flush=True)
    return torch.load(path)


def run(args) -> None:
    features = osp.join(args.out, 'features')
    own = osp.isdir(features)  # of this tool, which goes on there
    read = [*args.front_ends, args.backbone_weights, args.detections]
    for size in args.resolutions:
        for name in 'curve_{}.md', 'by_box_{}.md', 'correct_{}.npz':
            path = osp.join(args.out, name.format(size))
            check_output(path, own, filter(None, read))
    os.makedirs(features, exist_ok=True)
    clips = Clips(
        osp.join(args.data_root, 'jhmdb_all.json'),
        args.videos or osp.join(args.data_root, 'videos'),
        args.frame_cache or osp.join(args.data_root, 'frames'),
    )
    members = fold_members(args.data_root, clips)
    fronts = [load_front_end(path) for path in args.front_ends]
    wanted = conditions(clips, fronts, members, args.draws, args.detections)
    iou = overlaps(wanted, clips)
    tests = [name for name, *_ in TESTS + DETECTIONS if name in wanted]
    write(args.out, 'iou.md', quality_table(iou, tests))
    backbone = build_backbone(args.backbone_weights, args.amp)
    accs = {}
    for size in args.resolutions:
        features = {
            name: features_of(args, backbone, clips, name, condition, size)
            for name, condition in wanted.items()
        }
        accs[size] = acc = accuracies(
            features,
            torch.from_numpy(clips.labels),
            members,
            len(clips.metainfo['classes']),
            args.draws,
            args.seeds,
        )
        np.savez(
            osp.join(args.out, f'correct_{size}.npz'),
            **{
                f'{training} | {test}': a
                for (training, test), a in acc.items()
            },
        )
        sources = sources_of(clips)
        write(args.out, f'curve_{size}.md', report(size, acc, sources))
        bins = by_box_quality(acc, iou, tests[1:], sources)
        write(args.out, f'by_box_{size}.md', bins)
    if len(accs) > 1:
        write(args.out, 'equal_cost.md', equal_cost(accs, sources_of(clips)))


def write(folder: str, name: str, table: str) -> None:
    """Print a table and keep it."""
    print(table, flush=True)
    with open(osp.join(folder, name), 'w') as file:
        file.write(table)


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
