"""A small AVA: one video, its csv, label map and exclusions."""

import cv2
import numpy as np

FPS, FRAMES, WIDTH, HEIGHT = 10, 45, 64, 48
VIDEO = 'v-_1'
A, B = (0.25, 0.25, 0.5, 0.75), (0.5, 0.25, 1, 1)
NAMES = {1: 'bend', 12: 'stand', 17: 'carry'}
ROWS = [
    (VIDEO, 902, A, 12),
    (VIDEO, 902, A, 17),
    (VIDEO, 902, A, 3),
    (VIDEO, 902, B, 1),
    (VIDEO, 900, A, 12),
    (VIDEO, 903, B, 12),
]


def write_ava(videos, annotations):
    """The video has 4.5 seconds from 900 on; frame i is 5 i bright."""
    videos.mkdir(parents=True)
    annotations.mkdir(parents=True, exist_ok=True)
    video = cv2.VideoWriter(
        str(videos / f'{VIDEO}.avi'),
        cv2.VideoWriter_fourcc(*'MJPG'),
        FPS,
        (WIDTH, HEIGHT),
    )
    for i in range(FRAMES):
        video.write(np.full((HEIGHT, WIDTH, 3), 5 * i, np.uint8))
    video.release()
    (annotations / 'list.pbtxt').write_text(
        ''.join(
            f'item {{\n  name: "{name}"\n  id: {i}\n}}\n'
            for i, name in NAMES.items()
        )
    )
    write_csv(annotations, ROWS)
    (annotations / 'excluded.csv').write_text(f'{VIDEO},0903\n')


def write_csv(folder, rows):
    (folder / 'val.csv').write_text(
        ''.join(
            f'{video},{t:04d},{",".join(map(str, box))},{action},0\n'
            for video, t, box, action in rows
        )
    )
