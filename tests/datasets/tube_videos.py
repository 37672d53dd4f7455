"""Small videos and annotation entries that the tests write."""

import cv2
import numpy as np

WIDTH, HEIGHT, FRAMES = 128, 96, 12


def person_boxes(offset=0):
    """A square person of 24 pixels who walks: (FRAMES, 4) integers."""
    t = np.arange(FRAMES)
    x, y = 20 + offset + 5 * t, 30 + 2 * t
    return np.stack([x, y, x + 24, y + 24], 1)


def write_video(path, boxes, codec='MJPG'):
    """Textured dark frames with a bright rectangle at each of the boxes."""
    video = cv2.VideoWriter(
        str(path), cv2.VideoWriter_fourcc(*codec), 25, (WIDTH, HEIGHT)
    )
    rng = np.random.default_rng(0)
    texture = rng.integers(0, 60, (HEIGHT // 8, WIDTH // 8, 3), np.uint8)
    texture = cv2.resize(texture, (WIDTH, HEIGHT))
    for x1, y1, x2, y2 in boxes:
        frame = texture.copy()
        frame[y1:y2, x1:x2] = 255
        video.write(frame)
    video.release()


def entry(filename, boxes, **more):
    return dict(
        dict(
            filename=filename,
            label=0,
            total_frames=len(boxes),
            frame_inds=list(range(len(boxes))),
            boxes=np.asarray(boxes, float).tolist(),
            width=WIDTH,
            height=HEIGHT,
        ),
        **more,
    )
