"""Weizmann videos (<action>/<actor>_<action>.avi) to person tubes.

The boxes come from OpenCV's HOG people detector on the real frames, the best
tube of each clip; there are no true boxes. Writes to --out

    weizmann_all.json
    weizmann_{train,val}.json            the held-out actors are in val alone
    weizmann_fold{k}_{train,val}.json    folds of actors

It is tools/data/detect_persons.py with the settings below, and the splits.
"""

import argparse
import os

from stn_action.detection import (
    DetectionSettings,
    find_videos,
    folder_labels,
    labelled_entries,
    search_with_progress,
)
from stn_action.formats.annotations import write_annotations
from stn_action.tubes.splits import grouped_folds


def parse_args():
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
    return parser.parse_args()


def actor_of(filename: str) -> str:
    return os.path.basename(filename).partition('_')[0]


def write_splits(out: str, classes, entries, held_out, num_folds) -> None:
    actors = [actor_of(entry['filename']) for entry in entries]
    sides = {'': [actor in held_out for actor in actors]}
    if num_folds:
        folds = grouped_folds([e['label'] for e in entries], actors, num_folds)
        sides.update(
            {f'fold{k}_': [f == k for f in folds] for k in range(num_folds)}
        )
    write(out, 'all', classes, entries)
    for name, held in sides.items():
        for side, wanted in ('train', False), ('val', True):
            write(
                out,
                name + side,
                classes,
                [e for e, h in zip(entries, held) if h == wanted],
            )


def write(out: str, name: str, classes, entries) -> None:
    path = os.path.join(out, f'weizmann_{name}.json')
    write_annotations(path, classes, entries)
    print(f'{path}: {len(entries)} tubes')


def main():
    args = parse_args()
    names = find_videos(args.videos)
    if not names:
        raise SystemExit(
            f'No video in {args.videos}: expected e.g. '
            + os.path.join(args.videos, 'walk', 'ido_walk.avi')
        )
    actors = {actor_of(name) for name in names}
    unknown = sorted(set(args.held_out) - actors)
    if unknown:
        raise SystemExit(
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
    write_splits(
        args.out,
        classes,
        labelled_entries(records, labels),
        set(args.held_out),
        args.folds,
    )


if __name__ == '__main__':
    main()
