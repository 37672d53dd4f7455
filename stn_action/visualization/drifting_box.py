"""The idea in two seconds: a box that drifts, and a view that stays.

A clip of the quick start's generator, larger and smoother than those that it
trains on, with a box that slides off the person and jumps. The localisation
network of the quick start looks at each frame by itself.
"""

import copy
import tempfile
from dataclasses import replace

import numpy as np
from mmaction.registry import DATASETS, MODELS
from mmengine.config import Config

from ..datasets.synthetic import SyntheticSpec, generate
from ..video.fetching import fetch_frames
from .clip_rows import tested_clip
from .contact_sheet import contact_sheet
from .drawing import COLOURS, LABELS
from .refocus_sheet import annotate

_FRAMES, _FPS = 20, 10
# Chosen by eye, of eight: the box visibly drifts, nothing hides the person.
_CLIP = 2
_DRIFT = dict(
    level=1.0,
    start='clean_boxes',
    seed=0,
    looseness=1.7,
    tightness=1.0,
    shift=0.1,
    aspect=1.1,
    jitter=0.06,
    drift=0.55,
    drop=0.0,
)


def write_drifting_box(cfg: Config, weights: dict, path: str) -> None:
    """Write the GIF.

    Args:
        cfg (Config): Of the quick start's front end. It is left as it is.
        weights (dict): ``state_dict`` of its model.
        path (str): Ends in .gif.
    """
    with tempfile.TemporaryDirectory() as folder:
        generate(
            folder,
            SyntheticSpec(
                num_train=1,
                num_val=_CLIP + 1,
                num_frames=_FRAMES,
                width=384,
                height=288,
            ),
        )
        model, dataset = _by_frame(cfg, weights, folder)
        tested = tested_clip(model, dataset, _CLIP)
        found = fetch_frames(tested.sample.filename, range(_FRAMES))
        frames = [found[k] for k in range(_FRAMES)]
    _save(tested.clip, frames, path)


def _by_frame(cfg: Config, weights: dict, folder: str):
    """Model and data set with a view for each of the clip's frames."""
    model_cfg = copy.deepcopy(cfg.model)
    model_cfg.stn_checkpoint = None  # the weights hold it
    model_cfg.stn.temporal = 'smooth'
    model = MODELS.build(model_cfg)
    model.load_state_dict(weights)
    data_cfg = copy.deepcopy(cfg.test_dataloader.dataset)
    data_cfg.data_root, data_cfg.indices = folder, None
    steps = data_cfg.pipeline
    steps.sample.update(clip_len=_FRAMES, frame_interval=1)
    steps.noise.update(_DRIFT)
    steps.crop.update(temporal='frame', size=224)
    return model, DATASETS.build(data_cfg)


def _save(clip, frames, path: str) -> None:
    from PIL import Image

    clip = replace(clip, clean_boxes_frame=None)
    pages = []
    for k, frame in enumerate(frames):
        cells = [annotate(frame, clip, k, thickness=3), clip.crops[k]]
        page = contact_sheet(
            [[*cells, clip.views[k, 0]]],
            ('a box that drifts', 'crop of the box', 'view of the STN'),
            cell_height=150,
            key={LABELS[name]: COLOURS[name] for name in ('box', 'view')},
            text_height=12,
        )
        pages.append(Image.fromarray(page))
    # One palette for all frames, or colours flicker.
    palette = Image.fromarray(
        np.concatenate([np.asarray(p) for p in pages[::5]])
    ).quantize(128)
    pages = [p.quantize(palette=palette, dither=0) for p in pages]
    pages[0].save(
        path,
        save_all=True,
        append_images=pages[1:],
        duration=1000 // _FPS,
        loop=0,
        optimize=True,
    )
