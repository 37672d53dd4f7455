"""Options of all tools that look for people; importing it takes no time."""

import argparse
from typing import Optional

#: Names for ``stn_action.detection.build_detector``.
DETECTOR_NAMES = ('hog', 'onnx', 'torchvision', 'mmdet', 'file')

#: With so many tubes in a video or more, most are probably no people.
_MANY_TUBES = 2.0


def key_value(text: str) -> str:
    """An argument for MMEngine's ``DictAction``, which needs its ``=``."""
    if '=' not in text:
        raise argparse.ArgumentTypeError(
            f'expected KEY=VALUE without blanks, got {text!r}'
        )
    return text


def add_detector_options(
    parser: argparse.ArgumentParser, default: str = 'hog'
) -> None:
    """Add ``--detector`` and ``--detector-options``.

    Args:
        default (str): A detector, or ``'none'`` where none is needed.
    """
    from mmengine.config import DictAction

    names = DETECTOR_NAMES
    parser.add_argument(
        '--detector',
        choices=names if default in names else (default, *names),
        default=default,
        help=f'what looks for people (default: {default}); hog needs no '
        'download and is poor, onnx is a YOLOX file',
    )
    parser.add_argument(
        '--detector-options',
        nargs='+',
        action=DictAction,
        type=key_value,
        default={},
        metavar='KEY=VALUE',
        help='of its class: hog upscale=2; onnx path=yolox_nano.onnx; '
        'torchvision model=NAME weights=NAME_OR_PATH; mmdet '
        'model=NAME_OR_CONFIG weights=PATH; file path=FOLDER',
    )


def add_track_options(parser: argparse.ArgumentParser) -> None:
    """Add the flags that decide which tracks are people.

    See ``DetectionSettings``.
    """
    group = parser.add_argument_group(
        'people', 'which of the tracks that are found are kept'
    )
    add = group.add_argument
    add(
        '--max-persons',
        type=int,
        metavar='N',
        help='keep the N surest of a video (default: all)',
    )
    add(
        '--min-motion',
        type=float,
        default=0.0,
        metavar='SHARE',
        help='drop detections with less than this share (0 to 1) of what '
        'moves: a fixed camera, one person, false detections that stand '
        'still (default: 0)',
    )
    add(
        '--min-boxes',
        type=int,
        default=2,
        metavar='N',
        help='drop tracks with fewer detections (default: 2)',
    )
    add(
        '--min-length',
        type=float,
        default=0.0,
        metavar='SECONDS',
        help='drop tracks that are shorter (default: 0)',
    )
    add(
        '--min-score',
        type=float,
        default=0.0,
        metavar='SCORE',
        help='drop tracks of a lower mean score (default: 0)',
    )
    add(
        '--max-gap',
        type=float,
        default=2.0,
        metavar='SECONDS',
        help='after which a person not seen is given up (default: 2)',
    )


def track_options(args: argparse.Namespace) -> dict:
    """The values of ``add_track_options``' flags, as settings by name."""
    names = (
        'max_persons',
        'min_motion',
        'min_boxes',
        'min_length',
        'min_score',
        'max_gap',
    )
    return {name: getattr(args, name) for name in names}


def many_tubes_hint(
    tubes: int, videos: int, max_persons: Optional[int]
) -> Optional[str]:
    """A hint for the user where most tubes are probably no people.

    Args:
        tubes (int): Tubes that were kept.
        videos (int): Videos with at least one tube.
        max_persons (int, optional): If it is given, there is no hint.
    """
    if max_persons is not None or tubes < _MANY_TUBES * max(1, videos):
        return None
    return (
        f'{tubes / max(1, videos):.1f} tubes a video; if one person acts in '
        'each, add --max-persons 1 --min-motion 0.2 (the latter for a camera '
        'that stands still)'
    )
