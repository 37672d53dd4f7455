"""Writes the generated data set: videos and annotation files."""

import json
import multiprocessing
import os
from dataclasses import asdict
from typing import Callable, Optional

import cv2
import numpy as np

from ...tubes.box_noise import BoxNoiseParams, sample_box_noise
from .actions import CLASSES
from .clip import SPLITS, SyntheticSpec, sample_clip

# MPEG-4 part 2: in every OpenCV wheel, and decord, OpenCV and PyAV return
# the same pixels for the same frame number.
_FOURCC, _SUFFIX, _FPS = 'mp4v', '.mp4', 10


def write_clip(spec: SyntheticSpec, root: str, split: str, index: int) -> dict:
    """Draws one clip into its video file.

    Returns:
        dict: Its entry in the annotation file.
    """
    clip = sample_clip(spec, split, index)
    name = f'videos/{split}_{index:04d}_{CLASSES[clip.label]}{_SUFFIX}'
    writer = cv2.VideoWriter(
        os.path.join(root, name),
        cv2.VideoWriter_fourcc(*_FOURCC),
        _FPS,
        (spec.width, spec.height),
    )
    if not writer.isOpened():
        raise RuntimeError(
            f'OpenCV cannot write {os.path.join(root, name)} with codec '
            f'{_FOURCC}; check that the folder is writable and that OpenCV '
            'has FFmpeg (cv2.getBuildInformation())'
        )
    clean = []
    for time in range(spec.num_frames):
        frame, layer = clip.frame(time, (spec.height, spec.width))
        writer.write(frame)
        clean.append(layer.box())
    writer.release()
    return dict(
        filename=name,
        label=clip.label,
        total_frames=spec.num_frames,
        width=spec.width,
        height=spec.height,
        frame_inds=list(range(spec.num_frames)),
        **_boxes(spec, split, index, np.stack(clean)),
    )


def _boxes(spec, split, index, clean):
    """True boxes and what a poor detector would have said."""
    rng = np.random.default_rng([spec.seed, SPLITS.index(split), index, 1])
    noise = sample_box_noise(
        BoxNoiseParams(), spec.noise_level, len(clean), rng
    )
    return dict(
        clean_boxes=clean.tolist(), boxes=noise.apply(clean).round(2).tolist()
    )


def _work(job):
    cv2.setNumThreads(0)
    return write_clip(*job)


def generate(
    root: str,
    spec: SyntheticSpec = SyntheticSpec(),  # noqa: B008  frozen
    processes: Optional[int] = None,
    report: Callable[[], None] = lambda: None,
) -> None:
    """Writes ``root``/videos, ``root``/train.json and ``root``/val.json.

    The annotation files are written last, so that what an interrupted call
    leaves behind does not look complete. ``report`` is called after each clip.
    """
    os.makedirs(os.path.join(root, 'videos'), exist_ok=True)
    jobs = [
        (spec, root, split, index)
        for split in SPLITS
        for index in range(getattr(spec, f'num_{split}'))
    ]
    processes = processes or min(8, os.cpu_count() or 1)
    entries = []
    with multiprocessing.Pool(processes) as pool:
        for entry in pool.imap(_work, jobs, chunksize=8):
            entries.append(entry)
            report()
    for split in SPLITS:
        chosen = [e for e, j in zip(entries, jobs) if j[2] == split]
        content = dict(
            metainfo=dict(classes=list(CLASSES), synthetic=asdict(spec)),
            data_list=chosen,
        )
        with open(os.path.join(root, f'{split}.json'), 'w') as file:
            json.dump(content, file)


def is_generated(root: str, spec: SyntheticSpec) -> bool:
    """Whether ``root`` holds exactly what ``generate`` would write."""
    wanted = json.loads(json.dumps(asdict(spec)))
    for split in SPLITS:
        path = os.path.join(root, f'{split}.json')
        if not os.path.isfile(path):
            return False
        with open(path) as file:
            if json.load(file)['metainfo'].get('synthetic') != wanted:
                return False
    return True
