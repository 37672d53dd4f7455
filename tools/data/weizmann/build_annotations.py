r"""Detect person tubes in Weizmann videos (<action>/<actor>_<action>.avi).

    python tools/data/weizmann/build_annotations.py \
        --videos data/weizmann/videos --out data/weizmann

The boxes come from OpenCV's HOG people detector on the real frames, the best
tube of each clip; there are no true boxes. Writes to --out

    weizmann_all.json
    weizmann_{train,val}.json            the held-out actors are in val alone
    weizmann_fold{k}_{train,val}.json    folds of actors

It is tools/data/detect_persons.py with the settings below, and the splits.
"""

import argparse
import os

from stn_action.cli.errors import add_debug_flag, run_tool
from stn_action.detection import (
    DetectionSettings,
    find_videos,
    folder_labels,
    labelled_entries,
    search_with_progress,
)
from stn_action.formats.annotations import write_annotations
from stn_action.formats.output_files import check_output
from stn_action.tubes.splits import grouped_folds


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        '--videos', required=True, help='folder with <action>/<video>.avi'
    )
    parser.add_argument('--out', required=True, help='folder to write to')
    parser.add_argument(
        '--held-out',
        nargs='+',
        default=['lyova', 'moshe', 'shahar'],
        metavar='ACTOR',
        help='actors of the validation set',
    )
    parser.add_argument(
        '--folds', type=int, default=3, help='folds of actors, 0 for none'
    )
    parser.add_argument(
        '--stride',
        type=int,
        default=4,
        help='search every so many frames; boxes between are interpolated',
    )
    parser.add_argument(
        '--upscale',
        type=float,
        default=2.0,
        help='enlarge frames for the detector, which wants people of about '
        '96 pixels',
    )
    parser.add_argument('--num-workers', type=int, default=1)
    parser.add_argument(
        '--overwrite', action='store_true', help='replace older files'
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


def actor_of(filename: str) -> str:
    return os.path.basename(filename).partition('_')[0]


def file_names(num_folds: int) -> list:
    """Names of the annotation files, without folder."""
    parts = ['', *(f'fold{k}_' for k in range(num_folds))]
    sides = [part + side for part in parts for side in ('train', 'val')]
    return [f'weizmann_{name}.json' for name in ('all', *sides)]


def write_splits(out: str, classes, entries, held_out, num_folds) -> None:
    actors = [actor_of(entry['filename']) for entry in entries]
    sides = [[actor in held_out for actor in actors]]
    if num_folds:
        folds = grouped_folds([e['label'] for e in entries], actors, num_folds)
        sides += [[f == k for f in folds] for k in range(num_folds)]
    chosen = [entries]
    for held in sides:
        for wanted in False, True:
            chosen.append([e for e, h in zip(entries, held) if h == wanted])
    for name, own in zip(file_names(num_folds), chosen):
        path = os.path.join(out, name)
        write_annotations(path, classes, own)
        print(f'{path}: {len(own)} tubes')


def run(args) -> int:
    """Search all videos, write; the number of videos left out."""
    if args.folds < 0 or args.folds == 1:
        raise ValueError(f'--folds {args.folds}: expected 0, or 2 and more.')
    for name in file_names(args.folds):
        check_output(os.path.join(args.out, name), args.overwrite)
    names = find_videos(args.videos)
    if not names:
        raise ValueError(
            f'No video in {args.videos}: expected e.g. '
            + os.path.join(args.videos, 'walk', 'ido_walk.avi')
        )
    actors = {actor_of(name) for name in names}
    unknown = sorted(set(args.held_out) - actors)
    if unknown:
        raise ValueError(
            f'No videos of actor {unknown[0]}, there are: '
            f'{", ".join(sorted(actors))}.'
        )
    classes, labels = folder_labels(names)
    records = search_with_progress(
        args.videos,
        names,
        os.path.join(args.out, 'weizmann.progress'),
        dict(name='hog', upscale=args.upscale),
        # the wall has a dark end that the detector takes for a person
        DetectionSettings(stride=args.stride, max_persons=1, min_motion=0.2),
        args.num_workers,
    )
    failed = sum(bool(record['error']) for record in records.values())
    if failed == len(records):
        raise ValueError('no video could be searched, nothing is written.')
    write_splits(
        args.out,
        classes,
        labelled_entries(records, labels),
        set(args.held_out),
        args.folds,
    )
    return failed


def main(argv=None):
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
