"""JHMDB-GT.pkl and the videos to annotation files of person tubes.

Takes any of the official splits, or a file that holds a part of the videos.
Writes to --out

    jhmdb_all.json                       every video of the file
    jhmdb_fold{k}_{train,val}.json       clips of one source video are never
                                         on both sides, classes are balanced
    jhmdb_split{s}_{train,test}.json     official splits, where the file has
                                         their training and test videos

The boxes are the true ones; the pipeline's TubeBoxNoise spoils them.
"""

import argparse
import json
import os
import re
from pathlib import Path

from stn_action.formats.annotations import fit_to_videos, write_annotations
from stn_action.formats.conversion import gt_entries
from stn_action.formats.gttubes import read_gttubes
from stn_action.tubes.splits import grouped_folds

FOLDS = Path(__file__).with_name('folds.json')
# HMDB51 names: title, action, body part, camera, people, direction, quality
_TAIL = r'_[a-z]+_(cm|nm)_np\d+_(ba|fr|le|ri)_(bad|med|goo)_\d+$'


def parse_args():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        '--gt', required=True, help='JHMDB-GT.pkl or its JSON twin'
    )
    parser.add_argument(
        '--videos', required=True, help='folder with <class>/<video>.avi'
    )
    parser.add_argument('--out', required=True, help='folder to write to')
    parser.add_argument(
        '--folds', type=int, default=5, help='number of folds, 0 for none'
    )
    parser.add_argument(
        '--splits',
        type=int,
        nargs='*',
        help='official splits to write, counted from 1; all by default',
    )
    parser.add_argument('--ext', default='.avi', help='of the video files')
    return parser.parse_args()


def source_of(video: str) -> str:
    """The source video of a clip, e.g. ``wave/21_wave_u_nm_np1_fr_goo_5``.

    Parts of one film (``The_Fugitive_2`` and ``_3``) and other spellings of
    one title count as one source.

    Args:
        video (str): ``<class>/<name>``.

    Returns:
        str: Title in small letters and digits, without a final number.
    """
    action, _, name = video.rpartition('/')
    title = re.sub(f'_{re.escape(action)}{_TAIL}', '', name)
    plain = re.sub(r'[\W_]+', '', title.lower())
    return re.sub(r'(\d+|ii+)$', '', plain) or plain


def build_entries(gt, videos: str, ext: str = '.avi'):
    """Entries of all videos, and what went wrong.

    Args:
        gt (GTTubes): The ground truth.
        videos (str): Folder of the videos.
        ext (str): Ending of the video files.

    Returns:
        tuple[dict, list[str]]: ``{video: [entry, ...]}`` and one line for
        every video that is left out or shorter than stated.
    """
    stated = [
        entry
        for video in sorted(gt.tubes)
        for entry in gt_entries(gt, video, ext)
    ]
    entries = {}
    fitted, report = fit_to_videos(stated, videos)
    for entry in fitted:
        video = entry['filename'][: len(entry['filename']) - len(ext)]
        entries.setdefault(video, []).append(entry)
    return entries, report


def folds_of(labels: list, sources: list, num_folds: int) -> list:
    """The fold of each video.

    The five folds that configs/jhmdb reports on are facts, which folds.json
    holds by source. Any other number of folds, or other videos, are folds of
    :func:`grouped_folds`. Prints which of the two it is.
    """
    published = json.loads(FOLDS.read_text(encoding='utf-8'))
    if num_folds == 5 and published.keys() >= set(sources):
        print(f'folds: those of {FOLDS.name}, which configs/jhmdb reports on')
        return [published[source] for source in sources]
    print(f'folds: {num_folds} of StratifiedGroupKFold, not the published 5')
    return grouped_folds(labels, sources, num_folds)


def write_folds(entries: dict, classes, num_folds: int, out: str) -> None:
    videos = [video for video in sorted(entries) if entries[video]]
    labels = [entries[v][0]['label'] for v in videos]
    folds = folds_of(labels, [source_of(v) for v in videos], num_folds)
    for k in range(num_folds):
        for name, chosen in (
            ('train', [f != k for f in folds]),
            ('val', [f == k for f in folds]),
        ):
            write(
                out,
                f'fold{k}_{name}',
                classes,
                entries,
                [v for v, c in zip(videos, chosen) if c],
            )


def write_splits(gt, entries: dict, wanted, out: str) -> None:
    for s, sides in enumerate(gt.splits, 1):
        if wanted and s not in wanted:
            continue
        known = [[v for v in side if v in gt.tubes] for side in sides]
        if not all(known):
            side = 'training' if not known[0] else 'test'
            print(
                f'split {s}: the file has no {side} videos, no official '
                'split is written'
            )
            continue
        for name, videos in zip(('train', 'test'), known):
            write(out, f'split{s}_{name}', gt.classes, entries, videos)


def write(out: str, name: str, classes, entries: dict, videos) -> None:
    chosen = [e for v in sorted(videos) for e in entries.get(v, [])]
    path = os.path.join(out, f'jhmdb_{name}.json')
    write_annotations(path, classes, chosen)
    print(f'{path}: {len(chosen)} tubes')


def main():
    args = parse_args()
    gt = read_gttubes(args.gt)
    unknown = [s for s in args.splits or () if not 1 <= s <= len(gt.splits)]
    if unknown:
        raise SystemExit(
            f'{args.gt} has {len(gt.splits)} official splits, '
            f'asked for {unknown[0]}.'
        )
    entries, report = build_entries(gt, args.videos, args.ext)
    print('\n'.join(report))
    if not entries:
        raise SystemExit(
            f'No video of {args.gt} was found in {args.videos}: '
            'expected e.g. '
            + os.path.join(args.videos, min(gt.tubes) + args.ext)
        )
    print(f'{len(entries)} of {len(gt.tubes)} videos are usable')
    write(args.out, 'all', gt.classes, entries, entries)
    if args.folds:
        write_folds(entries, gt.classes, args.folds, args.out)
    write_splits(gt, entries, args.splits, args.out)


if __name__ == '__main__':
    main()
