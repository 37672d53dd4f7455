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
import sys

from mmengine import DictAction
from rich.console import Console
from rich.progress import Progress

from stn_action.tubes.annotations import write_annotations
from stn_action.tubes.detection import (DETECTORS, DetectionSettings,
                                        detect_many)
from stn_action.tubes.detection.many_videos import labelled_entries

ENDINGS = ('.avi', '.m4v', '.mkv', '.mov', '.mp4', '.mpeg', '.mpg', '.webm',
           '.wmv')


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
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
        'path=FOLDER')
    parser.add_argument(
        '--labels',
        default='none',
        help="'folder', 'none', or a list of videos and labels")
    parser.add_argument(
        '--classes', help='file with one class a line, for a list of labels')
    parser.add_argument(
        '--stride',
        type=int,
        default=4,
        help='search every so many frames; boxes between are interpolated')
    parser.add_argument(
        '--max-persons', type=int, help='keep the best tubes of a video')
    parser.add_argument(
        '--min-boxes', type=int, default=2, help='drop shorter tubes')
    parser.add_argument(
        '--max-gap',
        type=float,
        default=2.,
        help='seconds after which a person not seen is given up')
    parser.add_argument(
        '--decoder',
        choices=('decord', 'opencv', 'pyav', 'none'),
        default='decord',
        help='of the training, whose frame numbers are to agree')
    parser.add_argument('--num-workers', type=int, default=1)
    parser.add_argument(
        '--timeout', type=float, help='seconds to give up a video after')
    return parser.parse_args(argv)


def find_videos(path: str):
    """The folder of the videos and their names relative to it."""
    if os.path.isfile(path):
        return os.path.split(os.path.abspath(path))
    names = [
        os.path.relpath(os.path.join(folder, name), path).replace(os.sep, '/')
        for folder, _, files in os.walk(path) for name in files
        if name.lower().endswith(ENDINGS)
    ]
    return path, sorted(names)


def find_labels(source: str, names, classes_file=None):
    """Classes, and the label of each video.

    Args:
        source (str): ``'folder'``, ``'none'`` or the path of a list.
        names (list[str]): Videos.
        classes_file (str, optional): Names of the classes for a list.

    Returns:
        tuple[list[str], dict]: Classes, and file name to label.
    """
    if source == 'none':
        return [], {}
    if source == 'folder':
        folders = {name: name.rpartition('/')[0] for name in names}
        bare = [name for name, folder in folders.items() if not folder]
        if bare:
            raise SystemExit(f'{bare[0]} lies in no folder that could be its '
                             "label; use --labels none or a list.")
        classes = sorted(set(folders.values()))
        return classes, {n: classes.index(f) for n, f in folders.items()}
    labels = _read_list(source)
    if classes_file:
        with open(classes_file, encoding='utf-8') as file:
            classes = [line.strip() for line in file if line.strip()]
    else:
        classes = [str(i) for i in range(max(labels.values()) + 1)]
    missing = sorted(set(labels) - set(names))
    if missing:
        raise SystemExit(f'{source} names {missing[0]}, which is no video of '
                         'the folder.')
    if max(labels.values()) >= len(classes):
        raise SystemExit(f'{source} has the label {max(labels.values())}, but '
                         f'there are {len(classes)} classes.')
    return classes, labels


def _read_list(path: str) -> dict:
    labels = {}
    if not os.path.isfile(path):
        raise SystemExit(f"--labels {path}: expected 'folder', 'none' or a "
                         'list of videos and labels.')
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            name, _, label = line.strip().rpartition(' ')
            if not name or not label.isdigit():
                raise SystemExit(f'{path}, line {number}: expected a video and'
                                 f' a label from 0, got {line.strip()!r}.')
            labels[name.strip()] = int(label)
    if not labels:
        raise SystemExit(f'{path}: an empty list.')
    return labels


def describe(record: dict) -> str:
    """One line, or more with warnings, about a finished video."""
    name, tubes = record['filename'], record['entries']
    if record['error']:
        return f'{name}: FAILED, left out: {record["error"]}'
    if tubes:
        best = len(tubes[0]['frame_inds'])
        line = (f'{name}: found in {best} of {record["searched"]} searched '
                'frames')
        if len(tubes) > 1:
            line += f', and {len(tubes) - 1} more tubes'
    else:
        line = f'{name}: nobody found in {record["frames"]} frames, left out'
    return '\n'.join([line, *(f'  WARNING: {w}' for w in record['warnings'])])


def search(folder, names, out, detector, settings, num_workers, timeout=None):
    """Run ``detect_many`` with a progress bar; the records by file name."""
    console = Console(markup=False, highlight=False, soft_wrap=True)
    with Progress(console=console) as bar:
        task = bar.add_task('videos', total=len(names))

        def report(record):
            bar.console.print(describe(record))
            bar.advance(task)

        records = detect_many(folder, names, out + '.progress', detector,
                              settings, num_workers, timeout, report)
        bar.update(task, completed=len(names))
    return records


def main(argv=None):
    args = parse_args(argv)
    folder, names = find_videos(args.videos)
    names = [names] if isinstance(names, str) else names
    if not names:
        raise SystemExit(f'No video in {args.videos}: expected files that end '
                         f'in {", ".join(ENDINGS)}.')
    classes, labels = find_labels(args.labels, names, args.classes)
    if args.labels not in ('folder', 'none'):
        names = sorted(labels)
    try:
        settings = DetectionSettings(args.stride, args.max_persons,
                                     args.min_boxes, args.max_gap,
                                     args.decoder)
        records = search(
            folder, names, args.out,
            dict(name=args.detector, **args.detector_options), settings,
            args.num_workers, args.timeout)
    except (ValueError, ImportError) as error:
        raise SystemExit(f'{type(error).__name__}: {error}') from None
    except KeyboardInterrupt:
        raise SystemExit(f'\nStopped. {args.out}.progress has what was done; '
                         'run the same command again to go on.') from None
    entries = labelled_entries(records, labels)
    write_annotations(args.out, classes, entries)
    failed = [name for name, record in records.items() if record['error']]
    empty = [name for name, record in records.items()
             if not record['error'] and not record['entries']]
    warned = [name for name, record in records.items() if record['warnings']]
    print(f'{args.out}: {len(entries)} tubes of '
          f'{len(names) - len(failed) - len(empty)} of {len(names)} videos; '
          f'{len(empty)} with nobody, {len(failed)} failed, {len(warned)} '
          'with warnings')
    for name in failed:
        print(f'  failed: {name}: {records[name]["error"]}', file=sys.stderr)


if __name__ == '__main__':
    main()
