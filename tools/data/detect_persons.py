"""Videos to person tubes: find people, follow them, write annotations.

    python tools/data/detect_persons.py VIDEOS tubes.json --detector hog

Labels come from the folders of the videos (``walk/a.mp4``), from a list
(MMAction2's: ``walk/a.mp4 3`` a line), or there are none: such a file is for
inference. Results are kept in ``tubes.json.progress`` as they come; run the
same command again to go on where it stopped, with new videos, or with those
that failed. A video that does not decode is reported and left out.
"""

import argparse
import os

from stn_action.detection import (
    DETECTORS,
    DetectionSettings,
    find_videos,
    folder_labels,
    labelled_entries,
    listed_labels,
    search_with_progress,
    summarise,
)
from stn_action.formats.annotations import write_annotations
from stn_action.video.sources import VIDEO_SUFFIXES


def parse_args(argv=None):
    # here, because worker processes import this file, and have no use for it
    from mmengine import DictAction

    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('videos', help='a video, or a folder searched deeply')
    parser.add_argument('out', help='annotation file to write, .json')
    parser.add_argument('--detector', choices=DETECTORS, default='hog')
    parser.add_argument(
        '--detector-options',
        nargs='+',
        action=DictAction,
        default={},
        metavar='KEY=VALUE',
        help='of its class: hog upscale=2; torchvision model=NAME weights='
        'NAME_OR_PATH; mmdet model=NAME_OR_CONFIG weights=PATH; file '
        'path=FOLDER',
    )
    add_label_options(parser)
    add_search_options(parser)
    parser.add_argument('--num-workers', type=int, default=1)
    parser.add_argument(
        '--timeout', type=float, help='seconds to give up a video after'
    )
    return parser.parse_args(argv)


def add_label_options(parser) -> None:
    parser.add_argument(
        '--labels',
        default='none',
        help="'folder', 'none', or a list of videos and labels",
    )
    parser.add_argument(
        '--classes', help='file with one class a line, for a list of labels'
    )


def add_search_options(parser) -> None:
    """See ``DetectionSettings``."""
    parser.add_argument(
        '--stride',
        type=int,
        default=4,
        help='search every so many frames; boxes between are interpolated',
    )
    parser.add_argument(
        '--max-persons', type=int, help='keep the best tubes of a video'
    )
    parser.add_argument(
        '--min-boxes', type=int, default=2, help='drop shorter tubes'
    )
    parser.add_argument(
        '--min-motion',
        type=float,
        default=0.0,
        help='drop detections with less than this share (0 to 1) of what '
        'moves: a fixed camera, one person, false detections that stand still',
    )
    parser.add_argument(
        '--max-gap',
        type=float,
        default=2.0,
        help='seconds after which a person not seen is given up',
    )
    parser.add_argument(
        '--decoder',
        choices=('decord', 'opencv', 'pyav', 'none'),
        default='decord',
        help='of the training, whose frame numbers are to agree',
    )


def find_labels(args, names):
    """Classes, and the label of each video."""
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


def run(args) -> None:
    folder, names = args.videos, find_videos(args.videos)
    if os.path.isfile(args.videos):
        folder, name = os.path.split(os.path.abspath(args.videos))
        names = [name]
    if not names:
        raise ValueError(
            f'no video in {args.videos}: expected files that end '
            f'in {", ".join(VIDEO_SUFFIXES)}.'
        )
    classes, labels = find_labels(args, names)
    if args.labels not in ('folder', 'none'):
        names = sorted(labels)
    settings = DetectionSettings(
        args.stride,
        args.max_persons,
        args.min_boxes,
        args.min_motion,
        args.max_gap,
        args.decoder,
    )
    records = search_with_progress(
        folder,
        names,
        args.out + '.progress',
        dict(name=args.detector, **args.detector_options),
        settings,
        args.num_workers,
        args.timeout,
    )
    if all(record['error'] for record in records.values()):
        raise ValueError(f'nothing to write: {summarise(records)}')
    write_annotations(args.out, classes, labelled_entries(records, labels))
    print(f'{args.out}: {summarise(records)}')


def main(argv=None):
    args = parse_args(argv)
    try:
        run(args)
    except (ValueError, ImportError) as error:
        raise SystemExit(f'{type(error).__name__}: {error}') from None
    except KeyboardInterrupt:
        raise SystemExit(
            f'\nStopped. {args.out}.progress has what was done; '
            'run the same command again to go on.'
        ) from None


if __name__ == '__main__':
    main()
