r"""Convert JHMDB-GT.pkl and the videos to annotation files of person tubes.

    python tools/data/jhmdb/build_annotations.py --gt JHMDB-GT.pkl \
        --videos data/jhmdb/videos --out data/jhmdb

Takes any of the official splits, or a file that holds a part of the videos.
Writes to --out

    jhmdb_all.json                       every video of the file
    jhmdb_fold{k}_{train,val}.json       clips of one source video are never
                                         on both sides, classes are balanced
    jhmdb_split{s}_{train,test}.json     official splits, where the file has
                                         their training and test videos
    jhmdb_split{s}_test_{shared,unshared}.json
                                         the test clips apart whose source has
                                         a training clip, too, and the others

The boxes are the true ones; the pipeline's TubeBoxNoise spoils them.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from stn_action.cli.errors import add_debug_flag, run_tool
from stn_action.formats.annotations import with_spans, write_annotations
from stn_action.formats.conversion import gt_entries
from stn_action.formats.gttubes import read_gttubes
from stn_action.formats.hmdb_names import source_of
from stn_action.formats.output_files import check_output, with_video_ending
from stn_action.formats.video_check import fit_to_videos
from stn_action.tubes.mending import LeftOut
from stn_action.tubes.splits import grouped_folds

FOLDS = Path(__file__).with_name('folds.json')


def parse_args(argv=None):
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
    parser.add_argument(
        '--overwrite', action='store_true', help='replace older files'
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


def build_entries(gt, videos: str, ext: str, left_out: LeftOut):
    """Entries of all videos, and what went wrong.

    Args:
        gt (GTTubes): The ground truth.
        videos (str): Folder of the videos.
        ext (str): Ending of the video files.
        left_out (LeftOut): Counts boxes that are left out.

    Returns:
        tuple[dict, dict]: ``{video: [entry, ...]}``, and why a video is left
        out, by its file name.
    """
    names = {with_video_ending(video, ext): video for video in gt.tubes}
    stated = [
        entry
        for video in sorted(gt.tubes)
        for entry in gt_entries(gt, video, ext)
    ]
    entries = {}
    fitted, problems = fit_to_videos(stated, videos, left_out)
    for entry in with_spans(fitted):
        entries.setdefault(names[entry['filename']], []).append(entry)
    return entries, problems


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


def fold_files(entries: dict, num_folds: int) -> dict:
    """Videos of the folds' files, by their names."""
    videos = [video for video in sorted(entries) if entries[video]]
    labels = [entries[v][0]['label'] for v in videos]
    folds = folds_of(labels, [source_of(v) for v in videos], num_folds)
    files = {}
    for k in range(num_folds):
        for name, chosen in (
            ('train', [f != k for f in folds]),
            ('val', [f == k for f in folds]),
        ):
            files[f'fold{k}_{name}'] = [v for v, c in zip(videos, chosen) if c]
    return files


def split_files(gt, wanted) -> dict:
    """Videos of the official splits' files, by their names."""
    files = {}
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
            files[f'split{s}_{name}'] = videos
        groups = by_shared_source(*known)
        for name, videos in groups.items():
            if videos:
                files[f'split{s}_test_{name}'] = videos
        print(
            f'split {s}: {len(groups["shared"])} of {len(known[1])} test '
            'videos are cut from a source of a training video, and a figure '
            'on them flatters: report both groups, test_shared and '
            'test_unshared, or take the folds'
        )
    return files


def by_shared_source(train: list, test: list) -> dict:
    """The test videos with a source among the training's, and the others."""
    sources = {source_of(video) for video in train}
    groups = dict(shared=[], unshared=[])
    for video in test:
        name = 'shared' if source_of(video) in sources else 'unshared'
        groups[name].append(video)
    return groups


def write(files: dict, gt, entries: dict, args) -> None:
    """All files, after none of them was found to exist."""
    paths = {
        name: check_output(
            os.path.join(args.out, f'jhmdb_{name}.json'),
            args.overwrite,
            [args.gt],
        )
        for name in files
    }
    for name, videos in files.items():
        chosen = [e for v in sorted(videos) for e in entries.get(v, [])]
        write_annotations(paths[name], gt.classes, chosen)
        print(f'{paths[name]}: {len(chosen)} tubes')


def run(args) -> int:
    """Read, check, write; the number of videos left out."""
    left_out = LeftOut()
    gt = read_gttubes(args.gt, left_out)
    unknown = [s for s in args.splits or () if not 1 <= s <= len(gt.splits)]
    if unknown:
        raise ValueError(
            f'{args.gt} has {len(gt.splits)} official splits, '
            f'asked for {unknown[0]}.'
        )
    if args.folds < 0 or args.folds == 1:
        raise ValueError(f'--folds {args.folds}: expected 0, or 2 and more.')
    entries, problems = build_entries(gt, args.videos, args.ext, left_out)
    for line in left_out.lines():
        print(line)
    for name, problem in problems.items():
        print(f'left out: {name}: {problem}', file=sys.stderr)
    if not entries:
        raise ValueError(
            f'No video of {args.gt} was found in {args.videos}: '
            'expected e.g. '
            + os.path.join(args.videos, min(gt.tubes, default='') + args.ext)
        )
    print(f'{len(entries)} of {len(gt.tubes)} videos are usable')
    files = {'all': list(entries)}
    if args.folds:
        files.update(fold_files(entries, args.folds))
    files.update(split_files(gt, args.splits))
    write(files, gt, entries, args)
    return len(problems)


def main(argv=None):
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
