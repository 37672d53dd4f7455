"""Convert person tubes from one format to another.

    python tools/data/convert_tubes.py JHMDB-GT.pkl jhmdb.json --from gttubes
    python tools/data/convert_tubes.py tubes.json xml --to cvat

Formats: ``json`` (this project's), ``gttubes`` (``*-GT.pkl`` of JHMDB,
UCF101-24, MultiSports), ``mot`` (text; frames and pixels from 1),
``coco-video`` (JSON), ``cvat`` (CVAT for video 1.1). ``mot`` and ``cvat`` have
a file for each video, IN and OUT may be folders of them.

Boxes that the file says are not to be used, and those that training would
refuse, are left out; a line says how many and why. The exit code is 1 where
videos were left out because they are missing or do not fit.
"""

import argparse
import os
import sys

from stn_action.cli.errors import add_debug_flag, run_tool
from stn_action.formats.class_choice import choose_classes, one_class
from stn_action.formats.conversion import (
    READERS,
    WRITERS,
    check_options,
    read_tubes,
)
from stn_action.tubes.mending import LeftOut


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('input', metavar='IN', help='file or folder')
    parser.add_argument('out', metavar='OUT', help='file, or folder to fill')
    parser.add_argument(
        '--from', dest='source', choices=READERS, default='json'
    )
    parser.add_argument('--to', dest='target', choices=WRITERS, default='json')
    parser.add_argument(
        '--overwrite',
        action='store_true',
        help='replace files that exist; never one of the input',
    )
    parser.add_argument(
        '--videos',
        help='folder of the videos: count the frames that decode, '
        'drop boxes behind them, leave out what does not fit',
    )
    parser.add_argument(
        '--classes',
        nargs='+',
        metavar='NAME',
        help='keep tubes of these classes alone',
    )
    parser.add_argument('--label', help='one class for all tubes')
    add_format_options(parser)
    add_debug_flag(parser)
    return parser.parse_args(argv)


def add_format_options(parser) -> None:
    """Options of single formats; others refuse them."""
    parser.add_argument(
        '--ext',
        help='gttubes, mot, coco-video: ending of the video files, for names '
        'that have none (default: .avi of gttubes, .mp4 of others)',
    )
    parser.add_argument(
        '--mot-classes',
        type=int,
        nargs='+',
        metavar='N',
        help='mot: classes to use where there is no labels.txt (default: 1, '
        "the pedestrian; of VisDrone's files 1 and 2)",
    )
    parser.add_argument(
        '--frame-base',
        type=int,
        choices=(0, 1),
        help='coco-video: number of the first frame (default: 0, or 1 for '
        'files as ByteTrack writes them)',
    )
    parser.add_argument(
        '--keep-occluded',
        action='store_true',
        default=None,
        help='coco-video: use boxes marked as occluded',
    )
    parser.add_argument(
        '--video-name',
        help='cvat: file name of the video, for the export of a job, which '
        'names none',
    )
    parser.add_argument(
        '--boxes',
        choices=('boxes', 'clean_boxes'),
        help='which boxes to write, for formats that hold one kind',
    )


def convert(args) -> int:
    """Read, fit, write; the number of videos left out."""
    reading, writing = options_of(args)
    left_out = LeftOut()
    metainfo, entries, problems = read_tubes(
        args.input, args.source, left_out, args.videos, **reading
    )
    if args.classes:
        metainfo, entries = choose_classes(
            metainfo, entries, args.classes, left_out
        )
    if args.label:
        metainfo, entries = one_class(metainfo, entries, args.label)
    for line in left_out.lines():
        print(line)
    for name, problem in problems.items():
        print(f'left out: {name}: {problem}', file=sys.stderr)
    if not entries:
        raise ValueError(f'no tube of {args.input} is left.')
    WRITERS[args.target](
        args.out,
        metainfo,
        entries,
        overwrite=args.overwrite,
        inputs=input_files(args.input),
        **writing,
    )
    videos = len({entry['filename'] for entry in entries})
    print(f'{args.out}: {len(entries)} tubes of {videos} videos')
    return len(problems)


def options_of(args) -> tuple:
    """Options of the reader and of the writer; one that neither has is an
    error."""
    names = ('ext', 'mot_classes', 'frame_base', 'keep_occluded', 'video_name')
    given = {
        n: getattr(args, n) for n in names if getattr(args, n) is not None
    }
    writing = {} if args.boxes is None else dict(boxes=args.boxes)
    if 'ext' in given and args.target == 'gttubes':
        writing['ext'] = given['ext']
        if args.source in ('json', 'cvat'):  # their names are whole
            del given['ext']
    check_options(READERS[args.source], f'--from {args.source}', given)
    check_options(WRITERS[args.target], f'--to {args.target}', writing)
    return given, writing


def input_files(path: str) -> list:
    """All files that an input may consist of."""
    if not os.path.isdir(path):
        return [path]
    return [
        os.path.join(folder, name)
        for folder, _, names in os.walk(path)
        for name in names
    ]


def main(argv=None):
    run_tool(convert, parse_args(argv))


if __name__ == '__main__':
    main()
