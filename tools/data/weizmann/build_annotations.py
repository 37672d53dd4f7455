"""Weizmann videos (<action>/<actor>_<action>.avi) to person tubes.

The boxes come from OpenCV's HOG people detector on the real frames, the best
track of each clip; there are no true boxes. Writes to --out

    weizmann_all.json
    weizmann_{train,val}.json      the held-out actors are in val alone
"""
import argparse
import glob
import os

import cv2

from stn_action.tubes.annotations import tube_entry, write_annotations
from stn_action.tubes.hog_detector import HOGPeopleDetector
from stn_action.tubes.tracking import best_track


def parse_args():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        '--videos', required=True, help='folder with <action>/<video>.avi')
    parser.add_argument('--out', required=True, help='folder to write to')
    parser.add_argument(
        '--held-out',
        nargs='+',
        default=['lyova', 'moshe', 'shahar'],
        metavar='ACTOR',
        help='actors of the validation set')
    parser.add_argument(
        '--stride',
        type=int,
        default=4,
        help='search every so many frames; boxes between are interpolated')
    parser.add_argument(
        '--upscale',
        type=float,
        default=2.,
        help='enlarge frames for the detector, which wants people of about '
        '96 pixels')
    return parser.parse_args()


def detect(path: str, detector, stride: int):
    """The tube of one video.

    Args:
        path (str): The video.
        detector (Callable): Frame to boxes (n, 4) and scores (n,).
        stride (int): Search every so many frames.

    Returns:
        tuple: The PersonTube or None, ``(frames, width, height)``, and the
        number of frames searched.
    """
    video = cv2.VideoCapture(path)
    inds, boxes, scores = [], [], []
    frames = width = height = 0
    while True:
        ok, image = video.read()
        if not ok:
            break
        height, width = image.shape[:2]
        if frames % stride == 0:
            found, found_scores = detector(image)
            inds.append(frames)
            boxes.append(found)
            scores.append(found_scores)
        frames += 1
    video.release()
    return best_track(inds, boxes, scores), (frames, width, height), len(inds)


def actor_of(filename: str) -> str:
    return os.path.basename(filename).partition('_')[0]


def build_entries(videos: str, detector, stride: int):
    """Entries of all videos, their classes, and one line for each video."""
    paths = sorted(glob.glob(os.path.join(videos, '*', '*.avi')))
    classes = sorted({os.path.basename(os.path.dirname(p)) for p in paths})
    entries, report = [], []
    for path in paths:
        filename = os.path.relpath(path, videos).replace(os.sep, '/')
        tube, size, searched = detect(path, detector, stride)
        if tube is None:
            report.append(f'{filename}: nobody found in {size[0]} frames, '
                          'left out')
            continue
        label = classes.index(filename.split('/')[0])
        entries.append(tube_entry(filename, label, tube, size))
        report.append(f'{filename}: found in {len(tube)} of {searched} '
                      f'searched frames, mean score {tube.scores.mean():.2f}')
        print(report[-1], flush=True)
    return entries, classes, report


def main():
    args = parse_args()
    if not glob.glob(os.path.join(args.videos, '*', '*.avi')):
        raise SystemExit(f'No video in {args.videos}: expected e.g. ' +
                         os.path.join(args.videos, 'walk', 'ido_walk.avi'))
    actors = {actor_of(p) for p in glob.glob(
        os.path.join(args.videos, '*', '*.avi'))}
    unknown = sorted(set(args.held_out) - actors)
    if unknown:
        raise SystemExit(f'No videos of actor {unknown[0]}, there are: '
                         f'{", ".join(sorted(actors))}.')
    detector = HOGPeopleDetector(args.upscale)
    entries, classes, report = build_entries(args.videos, detector,
                                             args.stride)
    left_out = [line for line in report if line.endswith('left out')]
    print('\n'.join(left_out))
    held = set(args.held_out)
    for name, chosen in (
        ('all', entries),
        ('train', [e for e in entries if actor_of(e['filename']) not in held]),
        ('val', [e for e in entries if actor_of(e['filename']) in held])):
        path = os.path.join(args.out, f'weizmann_{name}.json')
        write_annotations(path, classes, chosen)
        print(f'{path}: {len(chosen)} tubes')


if __name__ == '__main__':
    main()
