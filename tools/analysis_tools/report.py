"""Write one HTML page on a training run, which opens without a network.

    python tools/analysis_tools/report.py work_dirs/RUN --out report.html

The page shows the curves of the training, the confusion of classes, accuracy
against the quality of the boxes, and the worst and best clips with the view
that the STN chose. It takes the config and the checkpoint that the training
left in its folder. With --box-noise the clips are tested under noise of each
level: accuracy against box quality pools all levels, the rest of the page
shows the last one.
"""

import argparse
import os
import os.path as osp
from pathlib import Path


def parse_args(argv=None):
    from mmengine.config import DictAction

    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('work_dir', help='of the training')
    parser.add_argument('--config', help="default: the run's own")
    parser.add_argument('--checkpoint', help='default: the last of the run')
    parser.add_argument('--out', help='default: report.html in work_dir')
    parser.add_argument(
        '--box-noise',
        type=float,
        nargs='+',
        metavar='LEVEL',
        default=[None],
        help='test under noise of these levels on the boxes',
    )
    parser.add_argument('--noise-seed', type=int, default=0)
    parser.add_argument(
        '--clips', type=int, default=4, help='worst and best clips to show'
    )
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    return parser.parse_args(argv)


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

from mmengine.config import Config

import stn_action
from stn_action.engine.hooks.visualization_hook import draw_sample
from stn_action.evaluation.clip_outcomes import (
    ClipTester,
    confusion,
    quality_bins,
    wilson_interval,
)
from stn_action.models.loading import load_recognizer
from stn_action.visualization import report_figures as figures
from stn_action.visualization.report_page import report_page
from stn_action.visualization.scalar_log import curve_groups, read_scalars


def find_config(work_dir: str) -> str:
    """MMEngine leaves the config beside its checkpoints."""
    found = sorted(Path(work_dir).glob('*.py'), key=os.path.getmtime)
    if not found:
        raise SystemExit(f'{work_dir}: no config (*.py) in it; give --config')
    return str(found[-1])


def find_checkpoint(work_dir: str) -> str:
    note = Path(work_dir) / 'last_checkpoint'
    if not note.exists():
        raise SystemExit(
            f'{work_dir}: no last_checkpoint in it; give --checkpoint'
        )
    path = note.read_text().strip()
    if osp.exists(path):
        return path
    return osp.join(work_dir, osp.basename(path))  # the folder was moved


def curves(work_dir: str) -> list:
    groups = curve_groups(read_scalars(work_dir))
    return [figures.curves_figure(*group) for group in groups.items()]


def quality(outcomes) -> dict:
    """Accuracy in bins of the box's IoU: a table and a diagram."""
    bins = quality_bins(outcomes)
    rows = [
        [
            f'{b.low:g} to {b.high:g}',
            str(b.clips),
            f'{b.accuracy:.3f}',
            f'{b.interval[0]:.3f} to {b.interval[1]:.3f}',
            '' if b.view_iou is None else f'{b.view_iou:.3f}',
        ]
        for b in bins
    ]
    head = ('IoU of the box', 'clips', 'top-1', '95 % interval', 'view IoU')
    svg = figures.quality_figure(bins) if bins else ''
    return dict(head=head, rows=rows, svg=svg)


def pictures(tester, outcomes, classes) -> list:
    """A picture and a caption of each clip."""
    drawn = []
    for o in outcomes:
        inputs, sample = tester.sample(o.index)
        caption = (
            f'{o.sample_id}: {classes[o.label]}, recognised as '
            f'{classes[o.guess]}; score of the true class '
            f'{o.true_score:.2f}'
        )
        if o.box_iou is not None:
            caption += f', box IoU {o.box_iou:.2f}'
        if o.view_iou is not None:
            caption += f', view IoU {o.view_iou:.2f}'
        uri = figures.data_uri(draw_sample(tester.model, inputs, sample))
        drawn.append(dict(caption=caption, correct=o.correct, uri=uri))
    return drawn


def tiles(outcomes) -> list:
    """The figures at the top of the page, each with its name."""
    hits, total = sum(o.correct for o in outcomes), len(outcomes)
    low, high = wilson_interval(hits, total)
    found = [
        (f'{hits / total:.3f}', f'top-1 [{low:.3f}, {high:.3f}]'),
        (str(total), 'clips tested'),
    ]
    for name in ('box_iou', 'view_iou'):
        values = [getattr(o, name) for o in outcomes]
        if None not in values:
            found.append(
                (
                    f'{sum(values) / total:.3f}',
                    f'mean IoU of the {name.split("_")[0]}',
                )
            )
    return found


def clip_sections(tester, outcomes, num: int) -> dict:
    """The confusion, and the ``num`` worst and best clips."""
    classes = tester.dataset.metainfo['classes']
    ranked = sorted(outcomes, key=lambda o: o.true_score)
    worst, best = ranked[:num], ranked[: -num - 1 : -1]
    return dict(
        confusion=figures.confusion_figure(
            confusion(outcomes, len(classes)), classes
        ),
        clips={
            'Worst clips': pictures(tester, worst, classes),
            'Best clips': pictures(tester, best, classes),
        },
    )


def main(argv=None) -> str:
    args = parse_args(argv)
    stn_action.register_all_modules()
    config = args.config or find_config(args.work_dir)
    checkpoint = args.checkpoint or find_checkpoint(args.work_dir)
    cfg = Config.fromfile(config)
    cfg.merge_from_dict(args.cfg_options or {})
    model = load_recognizer(cfg, checkpoint, args.device)
    pooled = []
    for level in args.box_noise:
        tester = ClipTester(model, cfg, level, args.noise_seed)
        outcomes = tester.outcomes()
        pooled += outcomes
    noise = '' if level is None else f', box noise {level:g}'
    text = report_page(
        title=osp.splitext(osp.basename(config))[0],
        subtitle=[f'run {args.work_dir}', f'checkpoint {checkpoint}{noise}'],
        tiles=tiles(outcomes),
        curves=curves(args.work_dir),
        quality=quality(pooled),
        config=cfg.pretty_text,
        **clip_sections(tester, outcomes, args.clips),
    )
    out = args.out or osp.join(args.work_dir, 'report.html')
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    Path(out).write_text(text, encoding='utf-8')
    print(out)
    return out


if __name__ == '__main__':
    main()
