r"""Convert AVA's files to an annotation file of person tubes.

    python tools/data/ava/build_annotations.py --csv ava_train_v2.2.csv \
        --label-map ava_action_list.pbtxt --videos videos --out ava_train.json

Writes one multi-label tube for every person and key frame: a short clip
around the key frame's timestamp, with the person's box. Without --proposals
the boxes are the annotated ones. With them the boxes are the detector's, each
with the actions of the annotated person that it overlaps most (from an IoU of
--iou-thr on), whose box becomes its clean box, the target of re-focusing.

The metric, AVATubeMetric, reads the csv, the exclusions and the label map as
they are.

Key frames are found by the time at which each frame is shown, so a varying
frame rate is right. The exit code is 1 where videos are missing or do not
decode.
"""

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

from stn_action.cli.errors import add_debug_flag, report_item, run_tool
from stn_action.formats.annotations import tube_entry, write_annotations
from stn_action.formats.ava import (
    action_labels,
    frames_around,
    read_excluded,
    read_label_map,
    read_persons,
    read_proposals,
)
from stn_action.formats.output_files import check_output
from stn_action.tubes import PersonTube, box_iou
from stn_action.tubes.mending import LeftOut
from stn_action.video.frame_times import frame_times
from stn_action.video.sources import VIDEO_SUFFIXES


def parse_args(argv=None):
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
    parser.add_argument(
        '--overwrite', action='store_true', help='replace an older file'
    )
    add_debug_flag(parser)
    args = parser.parse_args(argv)
    if args.matched_only and not args.proposals:
        parser.error('--matched-only chooses among --proposals: give both')
    return args


def find_videos(folder: str, names) -> dict:
    """``{video id: path}`` of those that are there.

    Raises:
        ValueError: There is no such folder, or a video has two files.
    """
    if not Path(folder).is_dir():
        raise ValueError(f'{folder}: no such folder of videos.')
    found = {}
    for path in sorted(Path(folder).iterdir()):
        if path.suffix.lower() in VIDEO_SUFFIXES and path.stem in names:
            first = found.setdefault(path.stem, path)
            if first is not path:
                raise ValueError(
                    f'{folder}: {first.name} and {path.name} are both video '
                    f'{path.stem}; keep one.'
                )
    return found


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
    key, person, path: Path, size: tuple, times, labels: list, args, left_out
):
    """The tube of one person; None if the key frame is not in the video."""
    box, score, _, clean = person
    second = key[1] - args.timestamp_start
    clip = frames_around(times, second, args.clip_seconds)
    if clip is None:
        return None
    centre, *clip = clip
    scale = np.array([size[1], size[2]] * 2)
    scores = None if score is None else [score]
    tube = PersonTube([centre], [scale * box], scores)
    entry = tube_entry(path.name, labels, tube, size, left_out)
    if entry is None:
        return None
    if clean is not None:
        entry['clean_boxes'] = [(scale * clean).round(2).tolist()]
    entry.update(
        clip=clip,
        video_id=key[0],
        timestamp=key[1],
        entity_box=[round(float(value), 4) for value in box],
    )
    return entry


def build_entries(persons, proposals, probed: dict, label_map: dict, args):
    """The tubes of the videos that decode, and a count of what was left out.

    Args:
        persons (dict): From ``read_persons``.
        proposals (dict | None): From ``read_proposals``.
        probed (dict): ``{video id: (path, size, times)}``.
        label_map (dict): From ``read_label_map``.
        args: Flags of the tool.
    """
    entries, left_out = [], Counter()
    small = LeftOut()
    for key in sorted(persons if proposals is None else proposals):
        if key[0] not in probed:
            left_out[
                'key frames of videos that are missing or do not decode'
            ] += 1
            continue
        for person in boxes_of(key, persons, proposals, args):
            labels = action_labels(person[2], label_map)
            dropped = sum(small.reasons.values())
            entry = to_entry(key, person, *probed[key[0]], labels, args, small)
            if entry is not None:
                entries.append(entry)
            elif sum(small.reasons.values()) > dropped:
                left_out['people of less than a hundredth of a pixel'] += 1
            else:
                left_out['people outside the time of their video'] += 1
    return entries, left_out


def probe_all(videos: dict, debug: bool) -> tuple:
    """``{video id: (path, size, times)}``, and how many do not decode."""
    probed = {}
    for name, path in videos.items():
        try:
            times, size = frame_times(str(path))
            probed[name] = path, (len(times), *size), times
        except Exception as error:  # whatever is wrong with this one video
            report_item(str(path), error, debug)
    return probed, len(videos) - len(probed)


def read_all(args) -> tuple:
    """Label map, persons, proposals (or None) and names of the videos."""
    label_map = read_label_map(args.label_map)
    rows = LeftOut()
    persons = read_persons(args.csv, rows)
    for line in rows.lines():
        print(f'{args.csv}: {line}')
    unnamed = sum(
        action not in label_map
        for people in persons.values()
        for actions in people.values()
        for action in actions
    )
    if unnamed:
        print(
            f'left out: {unnamed} labels of actions that {args.label_map} '
            'does not name'
        )
    names = {video for video, _ in persons}
    excluded = read_excluded(args.exclude) if args.exclude else set()
    used = {k: v for k, v in persons.items() if k not in excluded}
    if len(used) < len(persons):
        print(f'left out: {len(persons) - len(used)} excluded key frames')
    if not args.proposals:
        return label_map, used, None, names
    # a file of AVA's proposals may cover more videos than the csv
    found = read_proposals(args.proposals, args.score_thr)
    proposals = {k: v for k, v in found.items() if k in used}
    missing = len(used) - len(proposals)
    print(f'{missing} of {len(used)} key frames have no proposal')
    return label_map, used, proposals, names


def run(args) -> int:
    """Read, match, write; the number of videos left out through an error."""
    inputs = (args.csv, args.label_map, args.exclude, args.proposals)
    inputs = [path for path in inputs if path]
    check_output(args.out, args.overwrite, inputs)
    label_map, persons, proposals, names = read_all(args)
    if not names:
        raise ValueError(f'{args.csv}: no person with a box that can be used.')
    videos = find_videos(args.videos, names)
    if not videos:
        raise ValueError(
            f'No video of {args.csv} was found in {args.videos}: '
            f'expected e.g. {min(names)}.mp4'
        )
    check_output(
        args.out, args.overwrite, [*inputs, *map(str, videos.values())]
    )
    probed, broken = probe_all(videos, args.debug)
    entries, left_out = build_entries(
        persons, proposals, probed, label_map, args
    )
    print(f'{len(videos)} of {len(names)} videos are there')
    for what, count in left_out.items():
        print(f'left out: {count} {what}')
    if not entries:
        raise ValueError(
            'No key frame lies in its video: check '
            '--timestamp-start, the second of the film at which '
            'the video files begin.'
        )
    write_annotations(args.out, list(label_map.values()), entries)
    print(f'{args.out}: {len(entries)} tubes')
    return broken + len(names) - len(videos)


def main(argv=None):
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
