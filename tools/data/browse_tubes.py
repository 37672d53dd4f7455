"""Draw person tubes, to look at them.

    python tools/data/browse_tubes.py tubes.json --videos DIR --out tubes.png
    python tools/data/browse_tubes.py tubes.json --videos DIR --out folder

A picture has a row for each tube, evenly from its first box to its last; a
folder gets an MP4 for each video with all its tubes. Boxes are orange, true
boxes (``clean_boxes``) white; those between key frames have thin lines.

A video that cannot be read is reported and left out, and the exit code is 1.
No video is ever replaced by a drawing, whatever the folder or the name.
"""

import argparse
import os

import numpy as np

from stn_action.cli.errors import (
    add_debug_flag,
    one_line,
    report_item,
    run_tool,
)
from stn_action.formats.annotations import by_video, read_annotations
from stn_action.formats.output_files import (
    InputFiles,
    check_output,
    output_names,
    path_below,
)
from stn_action.video.reading import read_frames, video_info
from stn_action.video.writing import write_mp4
from stn_action.visualization import contact_sheet
from stn_action.visualization.drawing import COLOURS, LABELS
from stn_action.visualization.picture_file import save_picture
from stn_action.visualization.tube_drawing import draw_tubes, tube_row


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('ann_file', help='annotation file, .json')
    parser.add_argument('--videos', required=True, help='folder of the videos')
    parser.add_argument(
        '--out', required=True, help='a picture (.png), or a folder for MP4s'
    )
    parser.add_argument(
        '--match', default='', help='only videos whose name contains this'
    )
    parser.add_argument(
        '--num', type=int, default=20, help='tubes, or videos, spread evenly'
    )
    parser.add_argument('--columns', type=int, default=6, help='of a picture')
    parser.add_argument(
        '--overwrite', action='store_true', help='replace older drawings'
    )
    add_debug_flag(parser)
    args = parser.parse_args(argv)
    for name in 'num', 'columns':
        if getattr(args, name) < 1:
            parser.error(f'--{name}: expected 1 or more')
    return args


def spread(items: list, count: int) -> list:
    """At most so many items, evenly over all."""
    if not items:
        raise ValueError('no tube to draw.')
    places = np.linspace(0, len(items) - 1, min(count, len(items)))
    return [items[i] for i in places.astype(int)]


def draw_picture(args, classes, entries, inputs) -> int:
    """One picture; the number of tubes left out."""
    check_output(args.out, args.overwrite, inputs)
    rows, captions, drawn, errors = [], [], [], []
    for e in spread(entries, args.num):
        try:
            rows.append(tube_row(e, classes, args.videos, args.columns))
        except Exception as error:  # whatever is wrong with this one video
            errors.append((e['filename'], error))
            continue
        drawn.append(e)
        captions.append(
            f'{e["filename"]}: {len(e["frame_inds"])} boxes, frames '
            f'{e["frame_inds"][0]} to {e["frame_inds"][-1]} of '
            f'{e["total_frames"]}'
        )
    if not drawn:
        raise ValueError(f'no tube could be drawn: {one_line(errors[0][1])}')
    for name, error in errors:
        report_item(name, error, args.debug)
    key = {
        LABELS[name]: COLOURS[name]
        for name, kind in (('box', 'boxes'), ('true', 'clean_boxes'))
        if any(kind in e for e in drawn)
    }
    sheet = contact_sheet(rows, captions=captions, key=key)
    print(save_picture(args.out, sheet))
    return len(errors)


def draw_videos(args, classes, entries, inputs) -> int:
    """A video for each; the number of those left out."""
    videos = by_video(entries)
    outputs = output_names(list(videos), '.mp4')
    failed = 0
    for name, own in spread(list(videos.items()), args.num):
        path = os.path.join(args.videos, name)
        try:
            out = path_below(args.out, outputs[name])
            check_output(out, args.overwrite, inputs)
            frames = (
                draw_tubes(frame, index, own, classes)
                for index, frame in enumerate(read_frames(path))
            )
            write_mp4(out, frames, video_info(path).fps)
            print(out)
        except Exception as error:  # whatever is wrong with this one video
            report_item(name, error, args.debug)
            failed += 1
    return failed


def run(args) -> int:
    """Draw; the number of tubes, or videos, left out through an error."""
    metainfo, entries = read_annotations(args.ann_file)
    videos = [os.path.join(args.videos, name) for name in by_video(entries)]
    inputs = InputFiles([args.ann_file, *videos])
    entries = [e for e in entries if args.match in e['filename']]
    is_picture = args.out.lower().endswith(('.png', '.jpg'))
    draw = draw_picture if is_picture else draw_videos
    return draw(args, metainfo['classes'], entries, inputs)


def main(argv=None):
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
