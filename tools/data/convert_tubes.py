"""Person tubes from one format to another.

    python tools/data/convert_tubes.py JHMDB-GT.pkl jhmdb.json --from gttubes
    python tools/data/convert_tubes.py tubes.json xml --to cvat

Formats: ``json`` (this project's), ``gttubes`` (``*-GT.pkl`` of JHMDB,
UCF101-24, MultiSports), ``mot`` (text; frames and pixels from 1),
``coco-video`` (JSON; frames from 0), ``cvat`` (CVAT for video 1.1). ``mot``
and ``cvat`` have a file for each video, IN and OUT may be folders of them.
"""

import argparse

from stn_action.formats.annotations import fit_to_videos
from stn_action.formats.conversion import READERS, WRITERS


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
        '--ext',
        default=None,
        help='ending of the video files, for formats '
        'whose names have none (default: .avi of gttubes, .mp4 of others)',
    )
    parser.add_argument(
        '--videos',
        help='folder of the videos: count the frames that decode, '
        'drop boxes behind them, leave out what does not fit',
    )
    parser.add_argument(
        '--label', help='class of all tubes, for formats that have none'
    )
    parser.add_argument(
        '--boxes',
        choices=('boxes', 'clean_boxes'),
        default='boxes',
        help='which boxes to write, for formats that hold one kind',
    )
    parser.add_argument(
        '--frame-base',
        type=int,
        choices=(0, 1),
        default=0,
        help='number of the first frame in a coco-video file',
    )
    return parser.parse_args(argv)


def convert(args) -> str:
    """Read, fit, write; what to tell the user."""
    options = dict(boxes=args.boxes, frame_base=args.frame_base)
    if args.ext is not None:
        options['ext'] = args.ext
    metainfo, entries = READERS[args.source](args.input, **options)
    report = []
    if args.videos:
        entries, report = fit_to_videos(entries, args.videos)
    if args.label:
        metainfo['classes'] = [args.label]
        entries = [dict(entry, label=0) for entry in entries]
    if not entries:
        raise ValueError(
            '\n'.join([*report, f'no tube of {args.input} is left.'])
        )
    WRITERS[args.target](args.out, metainfo, entries, **options)
    videos = len({entry['filename'] for entry in entries})
    return '\n'.join(
        [*report, f'{args.out}: {len(entries)} tubes of {videos} videos']
    )


def main(argv=None):
    args = parse_args(argv)
    try:
        print(convert(args))
    except (ValueError, ImportError, OSError) as error:
        raise SystemExit(f'{type(error).__name__}: {error}') from None


if __name__ == '__main__':
    main()
