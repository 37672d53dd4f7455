"""Recognise what the people in videos do; write names, boxes and views.

A VIDEO is a file, a folder with videos in it, or the number of a camera.
Without --boxes people are looked for. A video that cannot be used is reported
and the rest is done; the exit status is then 1.
"""

import argparse
import sys

from stn_action.cli.detection_options import (
    add_detector_options,
    add_track_options,
    key_value,
    many_tubes_hint,
    track_options,
)
from stn_action.cli.errors import add_debug_flag, run_tool

EXAMPLES = """
examples:
  look for people, write actions (JSON and CSV) and annotated videos:
    python tools/infer.py CONFIG CHECKPOINT videos --out result.json \\
        --vid-out-dir annotated

  a detector of your own, one person in each video, an action every 32 frames:
    python tools/infer.py CONFIG CHECKPOINT a.mp4 --detector onnx \\
        --detector-options path=yolox_nano.onnx --max-persons 1 \\
        --window 64 --stride 32 --print-result

  known boxes:
    python tools/infer.py CONFIG CHECKPOINT videos --boxes tubes.json

  the first camera of this machine, until Ctrl-C:
    python tools/infer.py CONFIG CHECKPOINT 0 --window 64
"""


def parse_args(argv=None):
    # the class takes a quarter of a second; all else waits for main()
    from mmengine.config import DictAction

    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add('config', help='config of a recogniser')
    add('checkpoint', help='its checkpoint file')
    add(
        'inputs',
        nargs='+',
        metavar='VIDEO',
        help='videos, folders of videos, or the number of one camera',
    )
    add(
        '--boxes',
        metavar='JSON',
        help='annotation file with the boxes; of a folder, the videos that it '
        'names are meant',
    )
    add_detector_options(parser)
    parser.add_argument(
        '--det-interval',
        type=int,
        default=4,
        metavar='N',
        help='look for people in every N-th frame (default: 4)',
    )
    add_track_options(parser)
    add_window_options(parser)
    add_output_options(parser)
    add('--input-format', choices=['video', 'rawframes'], default='video')
    add('--label-file', help='names of the classes, one a line')
    add(
        '--score-thr',
        type=float,
        default=0.5,
        metavar='S',
        help='a multi-label head gives all labels with this score and above '
        '(default: 0.5)',
    )
    add('--device', help='such as cuda:0 (default: what there is)')
    add(
        '--cfg-options',
        nargs='+',
        action=DictAction,
        type=key_value,
        metavar='KEY=VALUE',
        help='settings of the config to override',
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


def add_window_options(parser) -> None:
    group = parser.add_argument_group('clips')
    add = group.add_argument
    add(
        '--window',
        type=int,
        metavar='N',
        help='frames of a clip (default: all frames of a person; 64 of a '
        'camera)',
    )
    add(
        '--stride',
        type=int,
        metavar='N',
        help='frames from clip to clip (default: half of --window)',
    )
    add('--batch-size', type=int, default=8, help='clips at once (default: 8)')
    add(
        '--max-frames',
        type=int,
        default=0,
        metavar='N',
        help='of a camera (default: until Ctrl-C)',
    )


def add_output_options(parser) -> None:
    group = parser.add_argument_group('output')
    add = group.add_argument
    add(
        '--out',
        '--pred-out-file',
        default='',
        metavar='JSON',
        help='file for all results; a CSV file (video, person, start, end, '
        'action, score) is written beside it',
    )
    add('--vid-out-dir', default='', help='folder for annotated videos')
    add(
        '--out-type',
        choices=['video', 'gif'],
        default='video',
        help='of these: MP4 (default) or GIF',
    )
    add('--img-out-dir', default='', help='folder for pictures of the views')
    add('--print-result', action='store_true', help='print a line a clip')
    add(
        '--overwrite',
        action='store_true',
        help='replace the files of an earlier run',
    )


def is_camera(inputs) -> bool:
    return len(inputs) == 1 and inputs[0].isdigit()


def build(args):
    """The inferencer, and what finds the people."""
    from stn_action.apis import DetectedPersons, STNInferencer
    from stn_action.cli.config_file import read_config

    cfg = read_config(args.config, args.cfg_options)
    boxes = args.boxes or DetectedPersons(
        args.detector,
        args.det_interval,
        **track_options(args),
        **args.detector_options,
    )
    inferencer = STNInferencer(
        cfg,
        args.checkpoint,
        args.device,
        args.label_file,
        args.input_format,
        score_thr=args.score_thr,
        warn=lambda text: print(text, file=sys.stderr, flush=True),
    )
    return inferencer, boxes


def run(args) -> int:
    import warnings

    warnings.filterwarnings('ignore', category=DeprecationWarning)
    inferencer, boxes = build(args)
    from stn_action.video.camera import camera_segments

    inputs = args.inputs
    if is_camera(inputs):
        inputs = camera_segments(
            int(inputs[0]), args.window or 64, args.max_frames
        )
    quiet = not (args.out or args.vid_out_dir or args.img_out_dir)
    try:
        result = inferencer(
            inputs,
            boxes=boxes,
            batch_size=args.batch_size,
            window=args.window,
            stride=args.stride,
            vid_out_dir=args.vid_out_dir,
            out_type=args.out_type,
            img_out_dir=args.img_out_dir,
            print_result=args.print_result or quiet,
            pred_out_file=args.out,
            overwrite=args.overwrite,
            on_error='raise' if args.debug else 'report',
        )
    except KeyboardInterrupt:  # how a camera is stopped
        print('\nstopped; what was done is written')
        if is_camera(args.inputs):
            return 0
        raise
    return report(result, args)


def report(result: dict, args) -> int:
    """Say what was done and what was not; how many were left out."""
    videos = result['predictions']
    bad = [v for v in videos if 'error' in v]
    good = [v for v in videos if 'error' not in v]
    empty = [v['video'] for v in good if not v['persons']]
    for path in empty:
        print(f'no person found: {path}')
    print(
        f'{len(good)} of {len(videos)} videos done, '
        f'{len(empty)} of them without a person'
    )
    if not args.boxes:
        hint = many_tubes_hint(
            sum(len(v['persons']) for v in good),
            len(good) - len(empty),
            args.max_persons,
        )
        if hint:
            print(hint)
    print_files(result, args)
    return len(bad)


def print_files(result: dict, args) -> None:
    if args.out:
        from stn_action.apis.result_files import csv_beside

        print(args.out, csv_beside(args.out), sep='\n')
    for path in result['visualization']:
        print(path)
    if any(path.endswith('.mp4') for path in result['visualization']):
        from stn_action.video.writing import encoder

        print(f'the videos are {encoder()[1]} in MP4, which browsers play')


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
