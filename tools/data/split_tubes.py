"""Split an annotation file into one for training and one for validation.

No video is on both sides, and the classes are as balanced as whole videos
allow. The split depends on the annotations alone: the same file gives the
same split.
"""

import argparse
import os

from stn_action.cli.errors import add_debug_flag, run_tool

EXAMPLES = r"""
examples:
  python tools/data/split_tubes.py tubes.json --out data/mine

  files are named ACTOR_ACTION.avi, and an actor must not be on both sides:
    python tools/data/split_tubes.py tubes.json --out data/mine \
        --group-by '([a-z]+)_[^/]*$'
"""


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add('annotations', help='annotation file with labels, .json')
    add(
        '--out',
        required=True,
        metavar='DIR',
        help='folder to write train.json and val.json to',
    )
    add_split_options(parser)
    add(
        '--overwrite',
        action='store_true',
        help='replace a train.json and a val.json that exist',
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


def add_split_options(parser) -> None:
    parser.add_argument(
        '--val-share',
        type=float,
        default=0.25,
        metavar='SHARE',
        help='share of the entries for validation, up to 0.5 (default: 0.25)',
    )
    parser.add_argument(
        '--group-by',
        metavar='REGEX',
        help='keep videos together in whose names this matches the same text '
        '(default: each video by itself)',
    )


def run(args) -> None:
    from stn_action.formats.annotations import (
        read_annotations,
        write_annotations,
    )
    from stn_action.formats.output_files import check_output
    from stn_action.tubes.video_split import split_by_video

    metainfo, entries = read_annotations(args.annotations)
    paths = [
        os.path.join(args.out, f'{part}.json') for part in ('train', 'val')
    ]
    for path in paths:
        check_output(path, args.overwrite, [args.annotations])
    parts = split_by_video(entries, args.val_share, args.group_by)
    classes = metainfo.get('classes') or []
    for path, part in zip(paths, parts):
        write_annotations(path, classes, part)
        videos = {entry['filename'] for entry in part}
        print(f'{path}: {len(part)} entries of {len(videos)} videos')


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
