"""AVA's files to an annotation file of person tubes.

Writes one multi-label tube for every person and key frame: a short clip
around the key frame's timestamp, with the person's box. Without --proposals
the boxes are the annotated ones. With them the boxes are the detector's, each
with the actions of the annotated person that it overlaps most (from an IoU of
--iou-thr on), whose box becomes its clean box, the target of re-focusing.

The metric, AVATubeMetric, reads the csv, the exclusions and the label map as
they are.
"""

import argparse
from collections import Counter
from pathlib import Path

import decord
import numpy as np

from stn_action.formats.annotations import tube_entry, write_annotations
from stn_action.formats.ava import (
    action_labels,
    read_excluded,
    read_label_map,
    read_persons,
    read_proposals,
)
from stn_action.tubes import PersonTube, box_iou


def parse_args():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        '--csv', required=True, help='ava_{train,val}_v2.x.csv'
    )
    parser.add_argument(
        '--label-map', required=True, help='ava_action_list_v2.x*.pbtxt'
    )
    parser.add_argument(
        '--exclude', help='ava_{train,val}_excluded_timestamps_v2.x.csv'
    )
    parser.add_argument(
        '--proposals', help='ava_dense_proposals_*.pkl, person detections'
    )
    parser.add_argument(
        '--videos', required=True, help='folder with <video id>.<any ending>'
    )
    parser.add_argument('--out', required=True, help='file to write')
    parser.add_argument(
        '--score-thr',
        type=float,
        default=0.9,
        help='lowest score of a proposal (default: %(default)s); the best of '
        'a key frame always stays',
    )
    parser.add_argument(
        '--iou-thr',
        type=float,
        default=0.5,
        help='lowest IoU of a proposal with its person (default: %(default)s)',
    )
    parser.add_argument(
        '--matched-only',
        action='store_true',
        help='leave out proposals that match no annotated person: for '
        'training with the re-focus loss, which needs a clean box',
    )
    parser.add_argument(
        '--clip-seconds',
        type=float,
        default=2.0,
        help='length of the clip around the key frame (default: %(default)s)',
    )
    parser.add_argument(
        '--timestamp-start',
        type=float,
        default=900.0,
        help='second of the film at which the video files begin (default: '
        '%(default)s, as MMAction2 cuts them; 0 for whole films)',
    )
    args = parser.parse_args()
    if args.matched_only and not args.proposals:
        parser.error('--matched-only chooses among --proposals: give both')
    return args


def find_videos(folder: str, names) -> dict:
    """``{video id: path}`` of those that are there."""
    found = {path.stem: path for path in sorted(Path(folder).iterdir())}
    return {name: found[name] for name in names if name in found}


def probe(path: Path):
    """``(frames, width, height)`` and frames per second, decoding one frame.

    None if the file is no video.
    """
    try:
        video = decord.VideoReader(str(path), num_threads=1)
        height, width = video[0].shape[:2]
    except (RuntimeError, decord.DECORDError):
        return None
    return (len(video), width, height), video.get_avg_fps()


def boxes_of(key, persons: dict, proposals, args) -> list:
    """``(box, score, actions, clean box)`` of the people of a key frame."""
    if proposals is None:
        return [
            (box, None, actions, None) for box, actions in persons[key].items()
        ]
    people = []
    true = np.array(list(persons.get(key, {}))).reshape(-1, 4)
    for *box, score in proposals.get(key, ()):
        iou = box_iou(np.array(box), true)
        if len(iou) and iou.max() >= args.iou_thr:
            match = tuple(true[iou.argmax()])
            people.append((box, score, persons[key][match], match))
        elif not args.matched_only:
            people.append((box, score, set(), None))
    return people


def to_entry(
    key, person, path: Path, size: tuple, fps: float, labels: list, args
):
    """The tube of one person; None if the key frame is not in the video."""
    box, score, _, clean = person
    frames, width, height = size
    centre = round((key[1] - args.timestamp_start) * fps)
    if not 0 <= centre < frames:
        return None
    scale = np.array([width, height] * 2)
    scores = None if score is None else [score]
    entry = tube_entry(
        path.name, labels, PersonTube([centre], [scale * box], scores), size
    )
    if clean is not None:
        entry['clean_boxes'] = [(scale * clean).round(2).tolist()]
    half = round(args.clip_seconds * fps / 2)
    entry.update(
        clip=[max(centre - half, 0), min(centre + half + 1, frames)],
        video_id=key[0],
        timestamp=key[1],
        entity_box=[round(float(value), 4) for value in box],
    )
    return entry


def build_entries(persons, proposals, videos: dict, label_map: dict, args):
    """The tubes of the videos found, and a count of what was left out."""
    entries, left_out = [], Counter()
    keys = sorted(persons if proposals is None else proposals)
    probed = {name: probe(path) for name, path in videos.items()}
    for key in keys:
        if probed.get(key[0]) is None:
            left_out[
                'key frames of videos that are missing or do not decode'
            ] += 1
            continue
        for person in boxes_of(key, persons, proposals, args):
            entry = to_entry(
                key,
                person,
                videos[key[0]],
                *probed[key[0]],
                action_labels(person[2], label_map),
                args,
            )
            if entry is None:
                left_out['people outside the time of their video'] += 1
            else:
                entries.append(entry)
    return entries, left_out


def main():
    args = parse_args()
    label_map = read_label_map(args.label_map)
    persons = read_persons(args.csv)
    names = {video for video, _ in persons}
    excluded = read_excluded(args.exclude) if args.exclude else set()
    persons = {k: v for k, v in persons.items() if k not in excluded}
    proposals = None
    if args.proposals:
        # a file of AVA's proposals may cover more videos than the csv
        proposals = {
            k: v
            for k, v in read_proposals(args.proposals, args.score_thr).items()
            if k in persons
        }
        missing = len(persons) - len(proposals)
        print(f'{missing} of {len(persons)} key frames have no proposal')
    videos = find_videos(args.videos, names)
    if not videos:
        raise SystemExit(
            f'No video of {args.csv} was found in {args.videos}: '
            f'expected e.g. {min(names)}.mp4'
        )
    entries, left_out = build_entries(
        persons, proposals, videos, label_map, args
    )
    print(f'{len(videos)} of {len(names)} videos are there')
    for what, count in left_out.items():
        print(f'left out: {count} {what}')
    if not entries:
        raise SystemExit(
            'No key frame lies in its video: check '
            '--timestamp-start, the second of the film at which '
            'the video files begin.'
        )
    write_annotations(args.out, list(label_map.values()), entries)
    print(f'{args.out}: {len(entries)} tubes')


if __name__ == '__main__':
    main()
