"""Writes the generated data set: videos and annotation files."""
import json
import multiprocessing
import os
from dataclasses import asdict, dataclass
from typing import Optional, Tuple

import cv2
import numpy as np

from stn_action.tubes.box_noise import BoxNoiseParams, sample_box_noise

from .actions import CLASSES
from .person import Layer, Person, sample_person
from .scene import Scene, sample_scene

_SPLITS = ('train', 'val')
# MPEG-4 part 2: in every OpenCV wheel, and decord, OpenCV and PyAV return
# the same pixels for the same frame number.
_FOURCC, _SUFFIX, _FPS = 'mp4v', '.mp4', 10


@dataclass(frozen=True)
class SyntheticSpec:
    """What to generate. Equal specs give equal files.

    Attributes:
        num_train (int), num_val (int): Clips per split, labels in turn.
        num_frames (int): Frames per clip.
        width (int), height (int): Of the frames, pixels.
        person (tuple[float, float]): Smallest and largest standing height,
            as a share of the frame's height.
        clutter (float): Number of moving distractors, 1 is normal.
        noise_level (float): Of the detector-like boxes, see ``BoxNoise``.
        seed (int): Of everything.
    """
    num_train: int = 480
    num_val: int = 144
    num_frames: int = 16
    width: int = 192
    height: int = 144
    person: Tuple[float, float] = (.34, .5)
    clutter: float = 1.
    noise_level: float = 1.
    seed: int = 0

    def __post_init__(self):
        for name in ('num_train', 'num_val', 'num_frames'):
            if getattr(self, name) < 1:
                raise ValueError(f'{name} is {getattr(self, name)}; expected '
                                 'at least 1')
        if not 0 < self.person[0] <= self.person[1] <= .6:
            raise ValueError(
                f'person is {self.person}; expected 0 < smallest <= largest '
                '<= 0.6 of the height of the frame, or the arms of a jumping '
                'person leave it')


@dataclass(frozen=True)
class SyntheticClip:
    """One clip before it is drawn: who does what, and where."""
    label: int
    person: Person
    scene: Scene
    grain: np.ndarray
    flicker: np.ndarray

    def frame(self, time: int, size) -> Tuple[np.ndarray, Layer]:
        """The frame, (H, W, 3) uint8 BGR, and the silhouette in it."""
        frame = self.scene.draw(time, size)
        layer = Layer(*size)
        self.person.draw(layer, time)
        layer.paste_on(frame)
        dy, dx = np.multiply(time, (7, 13)) % 32
        grain = self.grain[dy:dy + size[0], dx:dx + size[1]]
        frame = frame * self.flicker[time] + grain
        return frame.clip(0, 255).astype(np.uint8), layer


def sample_clip(spec: SyntheticSpec, split: str, index: int) -> SyntheticClip:
    """Draws clip ``index`` of a split; depends on nothing else."""
    rng = np.random.default_rng([spec.seed, _SPLITS.index(split), index])
    label = index % len(CLASSES)
    tall = spec.height * rng.uniform(*spec.person)
    person = sample_person(rng, CLASSES[label], tall, (0., 0.))
    person = person.moved(*_place(rng, spec, person))
    middle = (person.ground[0], person.ground[1] - .5 * tall)
    size = (spec.height, spec.width)
    scene = sample_scene(rng, size, middle, tall, spec.clutter)
    grain = rng.normal(0, rng.uniform(1, 4),
                       (size[0] + 32, size[1] + 32, 1)).astype(np.float32)
    flicker = 1 + rng.normal(0, .015, spec.num_frames)
    return SyntheticClip(label, person, scene, grain, flicker)


def _place(rng, spec, person):
    """Where to stand so that no joint comes near the frame's border."""
    joints = np.stack([
        np.stack(list(person.joints(t).values()))[:, :2]
        for t in range(spec.num_frames)
    ]).reshape(-1, 2)
    margin = .1 * person.height
    low = margin - joints.min(0)
    high = np.array([spec.width, spec.height]) - margin - joints.max(0)
    return rng.uniform(np.minimum(low, high), np.maximum(low, high))


def write_clip(spec: SyntheticSpec, root: str, split: str,
               index: int) -> dict:
    """Draws one clip into its video file.

    Returns:
        dict: Its entry in the annotation file.
    """
    clip = sample_clip(spec, split, index)
    name = f'videos/{split}_{index:04d}_{CLASSES[clip.label]}{_SUFFIX}'
    writer = cv2.VideoWriter(
        os.path.join(root, name), cv2.VideoWriter_fourcc(*_FOURCC), _FPS,
        (spec.width, spec.height))
    if not writer.isOpened():
        raise RuntimeError(
            f'OpenCV cannot write {os.path.join(root, name)} with codec '
            f'{_FOURCC}; check that the folder is writable and that OpenCV '
            'has FFmpeg (cv2.getBuildInformation())')
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
        **_boxes(spec, split, index, np.stack(clean)))


def _boxes(spec, split, index, clean):
    """True boxes and what a poor detector would have said."""
    rng = np.random.default_rng([spec.seed, _SPLITS.index(split), index, 1])
    noise = sample_box_noise(BoxNoiseParams(), spec.noise_level, len(clean), rng)
    return dict(
        clean_boxes=clean.tolist(),
        boxes=noise.apply(clean).round(2).tolist())


def _work(job):
    cv2.setNumThreads(0)
    return write_clip(*job)


def generate(root: str,
             spec: SyntheticSpec = SyntheticSpec(),
             processes: Optional[int] = None) -> None:
    """Writes ``root``/videos, ``root``/train.json and ``root``/val.json.

    The annotation files are written last, so that what an interrupted call
    leaves behind does not look complete.
    """
    os.makedirs(os.path.join(root, 'videos'), exist_ok=True)
    jobs = [(spec, root, split, index) for split in _SPLITS
            for index in range(getattr(spec, f'num_{split}'))]
    processes = processes or min(8, os.cpu_count() or 1)
    if processes == 1:
        entries = [_work(job) for job in jobs]
    else:
        with multiprocessing.Pool(processes) as pool:
            entries = pool.map(_work, jobs, chunksize=8)
    for split in _SPLITS:
        chosen = [e for e, j in zip(entries, jobs) if j[2] == split]
        content = dict(
            metainfo=dict(classes=list(CLASSES), synthetic=asdict(spec)),
            data_list=chosen)
        with open(os.path.join(root, f'{split}.json'), 'w') as file:
            json.dump(content, file)


def is_generated(root: str, spec: SyntheticSpec) -> bool:
    """Whether ``root`` holds exactly what ``generate`` would write."""
    wanted = json.loads(json.dumps(asdict(spec)))
    for split in _SPLITS:
        path = os.path.join(root, f'{split}.json')
        if not os.path.isfile(path):
            return False
        with open(path) as file:
            if json.load(file)['metainfo'].get('synthetic') != wanted:
                return False
    return True
