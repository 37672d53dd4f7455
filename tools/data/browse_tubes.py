"""Draw person tubes, to look at them.

    python tools/data/browse_tubes.py tubes.json --videos DIR --out tubes.png
    python tools/data/browse_tubes.py tubes.json --videos DIR --out folder

A picture has a row for each tube, evenly from its first box to its last; a
folder gets an MP4 for each video with all its tubes. Boxes are orange, true
boxes (``clean_boxes``) white; those between key frames have thin lines.
"""

import argparse
import os

import cv2
import numpy as np

from stn_action.formats.annotations import by_video, read_annotations
from stn_action.video.reading import read_frames, video_info
from stn_action.visualization import contact_sheet
from stn_action.visualization.drawing import COLOURS, LABELS
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
    return parser.parse_args(argv)


def spread(items: list, count: int) -> list:
    """At most so many items, evenly over all."""
    if not items:
        raise ValueError('no tube to draw.')
    places = np.linspace(0, len(items) - 1, min(count, len(items)))
    return [items[i] for i in places.astype(int)]


def draw_picture(args, classes, entries) -> None:
    chosen = spread(entries, args.num)
    rows = [tube_row(e, classes, args.videos, args.columns) for e in chosen]
    captions = [
        f'{e["filename"]}: {len(e["frame_inds"])} boxes, frames '
        f'{e["frame_inds"][0]} to {e["frame_inds"][-1]} of '
        f'{e["total_frames"]}'
        for e in chosen
    ]
    key = {
        LABELS[name]: COLOURS[name]
        for name, kind in (('box', 'boxes'), ('true', 'clean_boxes'))
        if any(kind in e for e in chosen)
    }
    sheet = contact_sheet(rows, captions=captions, key=key)
    os.makedirs(os.path.dirname(args.out) or '.', exist_ok=True)
    if not cv2.imwrite(args.out, sheet[..., ::-1]):
        raise ValueError(f'{args.out}: cannot be written.')
    print(args.out)


def draw_videos(args, classes, entries) -> None:
    for name, own in spread(list(by_video(entries).items()), args.num):
        path = os.path.join(args.videos, name)
        out = os.path.join(args.out, os.path.splitext(name)[0] + '.mp4')
        os.makedirs(os.path.dirname(out) or '.', exist_ok=True)
        write_mp4(
            out,
            (
                draw_tubes(frame, index, own, classes)
                for index, frame in enumerate(read_frames(path))
            ),
            video_info(path).fps,
        )
        print(out)


def write_mp4(path: str, frames, fps: float) -> None:
    """H.264, which browsers play; odd sizes lose a row or column."""
    import av

    with av.open(path, 'w') as container:
        stream = None
        for frame in frames:
            height, width = (side // 2 * 2 for side in frame.shape[:2])
            if stream is None:
                stream = container.add_stream('libx264', rate=round(fps))
                stream.height, stream.width = height, width
                stream.pix_fmt = 'yuv420p'
            picture = np.ascontiguousarray(frame[:height, :width])
            container.mux(
                stream.encode(
                    av.VideoFrame.from_ndarray(picture, format='rgb24')
                )
            )
        container.mux(stream.encode())


def main(argv=None):
    args = parse_args(argv)
    try:
        metainfo, entries = read_annotations(args.ann_file)
        entries = [e for e in entries if args.match in e['filename']]
        is_picture = args.out.lower().endswith(('.png', '.jpg'))
        draw = draw_picture if is_picture else draw_videos
        draw(args, metainfo['classes'], entries)
    except (ValueError, ImportError, OSError) as error:
        raise SystemExit(f'{type(error).__name__}: {error}') from None


if __name__ == '__main__':
    main()
