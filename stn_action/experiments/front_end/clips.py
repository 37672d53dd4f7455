"""Frames and boxes of an annotation file, for many passes over them."""

import os
import os.path as osp
from typing import List

import numpy as np

from ...formats.annotations import read_annotations, tube_of
from ...tubes import BoxNoiseParams, sample_box_noise
from ...tubes.person_tube import PersonTube


class Clips:
    """All clips of an annotation file; each video is decoded once.

    Args:
        ann_file (str): Annotation file of person tubes with true boxes.
        videos (str): Folder of the videos.
        cache (str): Folder to keep the frames in (5.2 GB for JHMDB).
    """

    def __init__(self, ann_file: str, videos: str, cache: str) -> None:
        self.metainfo, self.entries = read_annotations(ann_file)
        self.videos, self.cache = videos, cache
        self.labels = np.array([e['label'] for e in self.entries])
        self.ids = [f'{e["filename"]}#0' for e in self.entries]

    def __len__(self) -> int:
        return len(self.entries)

    def frames(self, clip: int) -> np.ndarray:
        """(F, H, W, 3) uint8 RGB, mapped from the disk."""
        name = self.entries[clip]['filename']
        path = osp.join(self.cache, name + '.npy')
        if not osp.exists(path):
            from decord import VideoReader

            reader = VideoReader(osp.join(self.videos, name), num_threads=1)
            total = self.entries[clip]['total_frames']
            os.makedirs(osp.dirname(path), exist_ok=True)
            part = f'{path}.{os.getpid()}.part.npy'
            np.save(part, reader.get_batch(range(total)).asnumpy())
            os.replace(part, path)
        return np.load(path, mmap_mode='r')

    def tube(self, clip: int) -> PersonTube:
        """The true boxes."""
        return tube_of(self.entries[clip])

    def shape(self, clip: int) -> tuple:
        """(height, width) of the frames."""
        return self.frames(clip).shape[1:3]


def segment_frames(total: int, count: int, rng=None) -> np.ndarray:
    """``count`` frames as ``SampleFrames`` takes them: one of each segment.

    Args:
        total (int): Frames of the clip.
        count (int): Segments.
        rng (numpy.random.Generator, optional): Anywhere in the segment, as in
            training; the middle without.
    """
    inside = 0.5 if rng is None else rng.random(count)
    return ((np.arange(count) + inside) * (total / count)).astype(int)


def noisy_boxes(
    tube: PersonTube,
    shape: tuple,
    params: BoxNoiseParams,
    level: float,
    rng: np.random.Generator,
) -> PersonTube:
    """The tube with one draw of noise, boxes kept in touch with the frame."""
    noise = sample_box_noise(params, level, len(tube), rng)
    boxes = noise.apply(tube.boxes, tube.frame_inds)
    limit = np.array(shape[::-1], np.float64)
    outside = ((boxes[:, 2:] <= 0) | (boxes[:, :2] >= limit)).any(1)
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    offset = np.tile(centre.clip(0, limit) - centre, 2)
    boxes = np.where(outside[:, None], boxes + offset, boxes)
    return PersonTube(tube.frame_inds, boxes, tube.scores)


def stack_boxes(tubes: List[PersonTube], frames: np.ndarray) -> np.ndarray:
    """Boxes (n, T, 4) of tubes at their frames (n, T)."""
    return np.stack([t.boxes_at(f) for t, f in zip(tubes, frames)])
