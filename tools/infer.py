"""What the people in videos do: names, boxes and views.

    python tools/infer.py CONFIG CHECKPOINT VIDEO [VIDEO ...] \
        [--boxes boxes.json] --out result.json --vid-out-dir annotated

A VIDEO is a file, a folder with videos in it, or the number of a camera.
Without --boxes people are looked for. A video that cannot be used is reported
and the rest is done; the exit status is then 1.
"""

import argparse
import sys
import warnings

from mmengine.config import Config, DictAction

from stn_action.apis import DetectedPersons, STNInferencer
from stn_action.video.sources import camera_segments


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add('config', help='config of a recogniser')
    add('checkpoint', help='its checkpoint file')
    add('inputs', nargs='+', help='videos, folders of videos, or one camera')
    add('--boxes', metavar='JSON', help='annotation file with the boxes')
    add(
        '--detector',
        default='hog',
        help='what looks for people without --boxes: hog (default), '
        'torchvision, mmdet or file',
    )
    add(
        '--detector-options',
        nargs='+',
        action=DictAction,
        default={},
        help='settings of the detector, as key=value, such as upscale=2',
    )
    add(
        '--det-interval',
        type=int,
        default=4,
        help='look for people in every so many frames',
    )
    add('--max-persons', type=int, help='keep the surest of a video')
    add('--window', type=int, help='frames of a clip (default: all)')
    add('--stride', type=int, help='frames from clip to clip (default: half)')
    add('--batch-size', type=int, default=8)
    add('--out', '--pred-out-file', default='', metavar='JSON')
    add('--vid-out-dir', default='', help='folder for annotated videos')
    add('--out-type', choices=['video', 'gif'], default='video')
    add('--img-out-dir', default='', help='folder for pictures of the views')
    add('--print-result', action='store_true', help='print a line a clip')
    add('--input-format', choices=['video', 'rawframes'], default='video')
    add('--label-file', help='names of the classes, one a line')
    add('--device', help='such as cuda:0 (default: what there is)')
    add(
        '--max-frames',
        type=int,
        default=0,
        help='of a camera (default: until Ctrl-C)',
    )
    add('--cfg-options', nargs='+', action=DictAction, help='key=value')
    return parser.parse_args(argv)


def is_camera(inputs) -> bool:
    return len(inputs) == 1 and inputs[0].isdigit()


def main(argv=None) -> int:
    args = parse_args(argv)
    warnings.filterwarnings('ignore', category=DeprecationWarning)
    cfg = Config.fromfile(args.config)
    cfg.merge_from_dict(args.cfg_options or {})
    inferencer = STNInferencer(
        cfg, args.checkpoint, args.device, args.label_file, args.input_format
    )
    boxes = args.boxes or DetectedPersons(
        args.detector,
        args.det_interval,
        args.max_persons,
        **args.detector_options,
    )
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
        )
    except KeyboardInterrupt:  # how a camera is stopped
        print('\nstopped; what was done is written')
        return 0 if is_camera(args.inputs) else 130
    return report(result, args.out)


def report(result: dict, out: str) -> int:
    """Say what was done and what was not; the exit status."""
    videos = result['predictions']
    bad = [v for v in videos if 'error' in v]
    empty = [v['video'] for v in videos if not v['persons'] and v not in bad]
    for path in empty:
        print(f'no person found: {path}')
    for video in bad:
        print(f'left out: {video["error"]}', file=sys.stderr)
    print(
        f'{len(videos) - len(bad)} of {len(videos)} videos done, '
        f'{len(empty)} of them without a person'
    )
    for path in filter(None, [out, *result['visualization']]):
        print(path)
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
