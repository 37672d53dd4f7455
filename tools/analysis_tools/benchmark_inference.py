r"""Time each stage of inference: clips a second, and share of the time.

    python tools/analysis_tools/benchmark_inference.py CONFIG [CHECKPOINT] \
        --boxes boxes.json --videos FOLDER [--num 50] [--repeats 3]

For each video the tool decodes all frames, looks for people in every fourth,
crops the clip of one person and recognises it. The stages are decode, detect
(with tracking), crop (choosing frames, cropping, formatting), preprocessing
(stacking, and mean and std where the data preprocessor applies them), what
the localisation network is shown (thumbnails and, of the backbone, features),
localisation, sampling (of the view) and backbone (with head). Weights do not
change the speed, so the checkpoint may be left out. The first repetition warms
up and is not counted.
"""

import argparse
import os.path as osp
import time
import warnings

from stn_action.cli.errors import add_debug_flag, run_tool

CLOCKS = dict(wall=time.perf_counter, cpu=time.process_time)


def parse_args(argv=None):
    from mmengine.config import DictAction

    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add('config')
    add('checkpoint', nargs='?')
    add('--boxes', required=True, metavar='JSON', help='annotation file')
    add('--videos', required=True, help='folder that its names start from')
    add('--num', type=int, default=50, help='videos, evenly spread')
    add('--repeats', type=int, default=3)
    add('--batch-size', type=int, default=8)
    add('--detector', default='hog')
    add('--detector-options', nargs='+', action=DictAction, default={})
    add('--det-interval', type=int, default=4)
    add('--device', default='cpu')
    add(
        '--clock',
        choices=['wall', 'cpu'],
        default='wall',
        help='seconds of the clock, or of the CPU, for a machine that is busy',
    )
    add('--threads', type=int, default=1, help='of PyTorch and OpenCV')
    add('--cfg-options', nargs='+', action=DictAction)
    add_debug_flag(parser)
    return parser.parse_args(argv)


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

import numpy as np
import torch

from stn_action.apis import AnnotatedPersons, DetectedPersons, STNInferencer
from stn_action.apis.stage_times import STAGES, time_stages
from stn_action.cli.config_file import read_config
from stn_action.video.sources import VideoFile


def table(times: list, clips: int) -> str:
    """A Markdown table: median [range] over the repetitions.

    Args:
        times (list[dict]): For each repetition, seconds by stage.
        clips (int): Clips of a repetition.
    """
    lines = [
        '| stage | ms a clip | clips/s | share | share, boxes given |',
        '|---|---|---|---|---|',
    ]
    given = [s for s in STAGES if s != 'detect']
    total = np.median([sum(t.values()) for t in times])
    rest = np.median([sum(t[s] for s in given) for t in times])
    for stage in STAGES:
        values = np.array([t[stage] for t in times]) / clips * 1000
        lines.append(row(stage, values, total, rest, clips, stage != 'detect'))
    for name, stages in (('all', STAGES), ('all, boxes given', given)):
        values = (
            np.array([sum(t[s] for s in stages) for t in times]) / clips * 1000
        )
        lines.append(
            f'| **{name}** | {spread_text(values)} | '
            f'{1000 / np.median(values):.1f} | | |'
        )
    return '\n'.join(lines)


def row(stage, values, total, rest, clips, in_rest) -> str:
    median = np.median(values)
    share = median * clips / 1000 / rest if in_rest else None
    speed = f'{1000 / median:.1f}' if median > 0 else ''
    return (
        f'| {stage} | {spread_text(values)} | {speed} | '
        f'{median * clips / 1000 / total:.1%} | '
        f'{"" if share is None else format(share, ".1%")} |'
    )


def spread_text(values: np.ndarray) -> str:
    return f'{np.median(values):.2f} [{values.min():.2f}, {values.max():.2f}]'


def measure(args) -> str:
    """Time all stages; the table."""
    warnings.filterwarnings('ignore')
    import cv2

    torch.set_num_threads(args.threads)
    cv2.setNumThreads(args.threads)
    cfg = read_config(args.config, args.cfg_options)
    if args.checkpoint is None:
        for key in ('pretrained', 'checkpoint_path', 'init_cfg'):
            if cfg.model.get('backbone', {}).get(key):
                cfg.model.backbone[key] = None
    inferencer = STNInferencer(
        cfg, args.checkpoint, args.device, show_progress=False
    )
    persons_of = AnnotatedPersons(args.boxes)
    names = sorted({e['filename'] for e in persons_of.entries})
    chosen = np.unique(
        np.linspace(0, len(names) - 1, args.num).round().astype(int)
    )
    sources = [VideoFile(osp.join(args.videos, names[k])) for k in chosen]
    detector = DetectedPersons(
        args.detector, args.det_interval, **args.detector_options
    )
    times = [
        time_stages(
            inferencer,
            sources,
            detector,
            persons_of,
            args.batch_size,
            CLOCKS[args.clock],
        )
        for _ in range(args.repeats + 1)
    ]
    return (
        f'{len(sources)} clips, {args.repeats} repetitions, batch '
        f'{args.batch_size}, {args.threads} thread(s), {args.device}, '
        f'{args.clock} time; median [range]\n\n'
        + table(times[1:], len(sources))
    )


def main(argv=None) -> None:
    run_tool(lambda args: print(measure(args)), parse_args(argv))


if __name__ == '__main__':
    main()
