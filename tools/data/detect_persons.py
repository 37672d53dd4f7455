"""Find and follow the people in videos, and write annotations.

Labels come from the folders of the videos (``walk/a.mp4``), from a list
(MMAction2's: ``walk/a.mp4 3`` a line), or there are none: such a file is for
inference. Results are kept in ``OUT.progress`` as they come; run the same
command again to go on where it stopped, with new videos, or with those that
failed. A video that does not decode is reported and left out; the exit status
is then 1.
"""

import argparse
import os

from stn_action.cli.detection_options import (
    add_detector_options,
    add_track_options,
    many_tubes_hint,
    track_options,
)
from stn_action.cli.errors import add_debug_flag, run_tool

EXAMPLES = """
examples:
  one person acts in each video, whose folder names the action:
    python tools/data/detect_persons.py videos tubes.json --labels folder \\
        --max-persons 1 --min-motion 0.2

  with YOLOX, on a GPU:
    python tools/data/detect_persons.py videos tubes.json --detector onnx \\
        --detector-options path=yolox_s.onnx device=cuda

  labels from a list of MMAction2:
    python tools/data/detect_persons.py videos tubes.json --labels list.txt \\
        --classes classes.txt
"""


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add('videos', help='a video, or a folder searched deeply')
    add('out', help='annotation file to write, .json')
    add_detector_options(parser)
    add_track_options(parser)
    add(
        '--labels',
        default='none',
        help="'folder', 'none' (default), or a list of videos and labels",
    )
    add('--classes', help='file with one class a line, for a list of labels')
    add(
        '--stride',
        type=int,
        default=4,
        metavar='N',
        help='search every N-th frame and the last; boxes between are '
        'interpolated (default: 4)',
    )
    add(
        '--decoder',
        choices=('decord', 'opencv', 'pyav', 'none'),
        default='decord',
        help='of the training, whose frame numbers are compared (default: '
        'decord)',
    )
    add(
        '--num-workers',
        type=int,
        default=1,
        metavar='N',
        help='videos at once, each in its own process (default: 1)',
    )
    add(
        '--timeout',
        type=float,
        metavar='SECONDS',
        help='give up a video after so long (default: never)',
    )
    add(
        '--overwrite',
        action='store_true',
        help='replace an OUT that has no OUT.progress of the same settings',
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


# Worker processes import this file, and --help needs none of it: the rest is
# imported where it is used.


def find_labels(args, names):
    """Classes, and the label of each video."""
    from stn_action.detection import folder_labels, listed_labels

    if args.labels == 'none':
        return [], {}
    if args.labels == 'folder':
        return folder_labels(names)
    if not os.path.isfile(args.labels):
        raise ValueError(
            f"--labels {args.labels}: expected 'folder', 'none' "
            'or a list of videos and labels.'
        )
    return listed_labels(args.labels, names, args.classes)


def videos_of(args):
    """The folder, and the names of the videos below it."""
    from stn_action.detection import find_videos
    from stn_action.video.sources import VIDEO_SUFFIXES

    if os.path.isfile(args.videos):
        folder, name = os.path.split(os.path.abspath(args.videos))
        return folder, [name]
    names = find_videos(args.videos)
    if not names:
        raise ValueError(
            f'no video in {args.videos}: expected files that end '
            f'in {", ".join(VIDEO_SUFFIXES)}.'
        )
    return args.videos, names


def check_out(args, folder: str, names) -> None:
    """The output replaces no input, nor a file that this tool did not write.

    With its progress file beside it, it is the tool's own: the same command
    goes on, another one is refused there.
    """
    from stn_action.formats.output_files import check_output

    read = [os.path.join(folder, name) for name in names]
    read += [v for v in (args.labels, args.classes) if v]
    options = args.detector_options
    read += [v for v in options.values() if isinstance(v, str)]
    progress = args.out + '.progress'
    resumed = args.overwrite or os.path.isfile(progress)
    check_output(args.out, resumed, read)
    check_output(progress, True, read)


def run(args) -> int:
    from stn_action.detection import (
        DetectionSettings,
        labelled_entries,
        search_with_progress,
        summarise,
    )
    from stn_action.formats.annotations import write_annotations

    folder, names = videos_of(args)
    classes, labels = find_labels(args, names)
    if args.labels not in ('folder', 'none'):
        names = sorted(labels)
    check_out(args, folder, names)
    settings = DetectionSettings(
        stride=args.stride, decoder=args.decoder, **track_options(args)
    )
    try:
        records = search_with_progress(
            folder,
            names,
            args.out + '.progress',
            dict(name=args.detector, **args.detector_options),
            settings,
            args.num_workers,
            args.timeout,
        )
    except KeyboardInterrupt:
        print(
            f'\nStopped. {args.out}.progress has what was done; '
            'run the same command again to go on.'
        )
        raise
    failed = sum(bool(record['error']) for record in records.values())
    if failed == len(records):
        raise ValueError(f'nothing to write: {summarise(records)}')
    entries = labelled_entries(records, labels)
    write_annotations(args.out, classes, entries)
    print(f'{args.out}: {summarise(records)}')
    seen = sum(bool(record['entries']) for record in records.values())
    hint = many_tubes_hint(len(entries), seen, args.max_persons)
    if hint:
        print(hint)
    return failed


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
