r"""Add true boxes to the clips in which somebody crosses the picture.

    python tools/data/weizmann/add_silhouettes.py weizmann_fold0_val.json \
        --videos VIDEOS --out weizmann_fold0_val_silhouettes.json

The boxes of an annotation file come from a detector. In run, side, skip, jump
and walk the scene shows behind the person, whose silhouette gives a
``clean_boxes`` that no detector has to do with. Entries of other actions are
left out; the rest begins and ends where all of the person is in the picture.
"""

import argparse
import os

import numpy as np

from stn_action.cli.errors import add_debug_flag, report_item, run_tool
from stn_action.detection.silhouette import silhouette_boxes
from stn_action.formats.annotations import (
    PER_BOX,
    one_label,
    read_annotations,
    write_annotations,
)
from stn_action.formats.output_files import check_output
from stn_action.tubes import box_iou, square_boxes
from stn_action.tubes.person_tube import interpolate_boxes
from stn_action.video.reading import read_frames

CROSSING = ('jump', 'run', 'side', 'skip', 'walk')


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('ann_file')
    parser.add_argument('--videos', required=True, help='folder of the videos')
    parser.add_argument('--out', required=True, help='annotation file')
    parser.add_argument(
        '--margin',
        type=float,
        default=1.35,
        help='factor on both sides, as the detector leaves a margin around a '
        'person; the median ratio of heights is printed',
    )
    parser.add_argument(
        '--overwrite', action='store_true', help='replace an older file'
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


def with_silhouettes(entry: dict, frames: np.ndarray, margin: float):
    """The entry with ``clean_boxes``; None if the person is seen in less than
    two of its frames."""
    inds = np.array(entry['frame_inds'])
    found = silhouette_boxes(frames)
    seen = np.flatnonzero(~np.isnan(found[inds, 0]))
    if len(seen) < 2:
        return None
    inside = slice(seen[0], seen[-1] + 1)
    entry = dict(entry, **{k: entry[k][inside] for k in PER_BOX if k in entry})
    boxes = interpolate_boxes(inds[seen], found[inds[seen]], inds[inside])
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (boxes[:, 2:] - boxes[:, :2]) / 2 * margin
    clean = np.concatenate([middle - half, middle + half], 1)
    return dict(
        entry,
        clip=[int(inds[seen[0]]), int(inds[seen[-1]]) + 1],
        clean_boxes=clean.round(2).tolist(),
    )


def summary(entries: list, margin: float) -> str:
    """How the detector's boxes compare."""
    boxes = [np.array(e['boxes']) for e in entries]
    truth = [np.array(e['clean_boxes']) for e in entries]
    heights = [
        (b[:, 3] - b[:, 1]) / (t[:, 3] - t[:, 1]) * margin
        for b, t in zip(boxes, truth)
    ]
    iou = [
        box_iou(square_boxes(b), square_boxes(t)).mean()
        for b, t in zip(boxes, truth)
    ]
    return (
        f"{len(entries)} tubes; the detector's boxes are "
        f'{np.median(np.concatenate(heights)):.2f} times as high as the '
        f'silhouettes (median); mean IoU with the squared silhouettes, '
        f'margin {margin:g}: {np.mean(iou):.3f}'
    )


def run(args) -> int:
    """Read, look, write; the number of videos left out through an error."""
    check_output(args.out, args.overwrite, [args.ann_file])
    metainfo, entries = read_annotations(args.ann_file)
    classes = metainfo.pop('classes')
    kept, failed = [], 0
    for entry in entries:
        if classes[one_label(entry)] not in CROSSING:
            continue
        path = os.path.join(args.videos, entry['filename'])
        try:
            frames = np.stack(list(read_frames(path)))
            kept.append(with_silhouettes(entry, frames, args.margin))
        except (ValueError, IndexError) as error:
            report_item(path, error, args.debug)
            failed += 1
    kept = [entry for entry in kept if entry is not None]
    if not kept:
        raise ValueError(
            f'{args.ann_file}: nobody who crosses the picture; '
            f'expected some of {", ".join(CROSSING)}.'
        )
    write_annotations(args.out, classes, kept, **metainfo)
    print(f'{args.out}: {summary(kept, args.margin)}')
    return failed


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
