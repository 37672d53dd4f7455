"""Six small videos of one person each, a config and a checkpoint."""

import json
from pathlib import Path

import cv2
import numpy as np
import torch
from mmaction.registry import MODELS
from mmengine.config import Config
from mmengine.registry import init_default_scope

import stn_action

stn_action.register_all_modules()  # whichever test is the first
WIDTH, HEIGHT, FRAMES, VIDEOS = 128, 96, 6, 6

CONFIG = """
custom_imports = dict(imports=['stn_action', 'stn_action.experiments.paper'])
default_scope = 'mmaction'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(type='PaperBackbone', layers='fc[4]', size=32,
                  in_channels=3),
    cls_head=dict(type='TSNHead', num_classes=2, in_channels=4,
                  average_clips='prob'),
    stn=dict(type='SpatialTransformer', output_size=32,
             looks_at=dict(type='Thumbnail', size=32),
             localisation=dict(type='LargeKernelConv', kernel_sizes=(7, 5),
                               channels=(4, 4))),
    data_preprocessor=dict(type='ActionDataPreprocessor', mean=[127.],
                           std=[60.], format_shape='NCHW'))
pipeline = [
    dict(type='SampleFrames', clip_len=1, num_clips=2, test_mode=True),
    dict(type='DecordInit'), dict(type='DecordDecode'),
    dict(type='TubeBoxNoise', level=1., seed=0),
    dict(type='TubeCrop', size=48, context=1.4, target_margin=1.),
    dict(type='FormatShape', input_format='NCHW'),
    dict(type='PackTubeInputs')]
test_dataloader = dict(
    batch_size=4, num_workers=0,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(type='PersonTubeDataset', ann_file='ann.json',
                 data_root='{{fileDirname}}', data_prefix=dict(video='.'),
                 test_mode=True, pipeline=pipeline))
"""


def person_boxes(k: int) -> np.ndarray:
    """(FRAMES, 4): 24 x 40 pixels, walking."""
    x = 20 + 10 * k + 3 * np.arange(FRAMES)
    return np.stack([x, 0 * x + 30, x + 24, 0 * x + 70], 1)


def write_persons(folder: Path) -> None:
    """``ann.json``, its videos, ``config.py`` and ``checkpoint.pth``."""
    entries = []
    for k in range(VIDEOS):
        name = f'{k}.avi'
        video = cv2.VideoWriter(
            str(folder / name),
            cv2.VideoWriter_fourcc(*'MJPG'),
            25,
            (WIDTH, HEIGHT),
        )
        for x1, y1, x2, y2 in person_boxes(k):
            frame = np.full((HEIGHT, WIDTH, 3), 40, np.uint8)
            frame[y1:y2, x1:x2] = 220
            video.write(frame)
        video.release()
        entries.append(
            dict(
                filename=name,
                label=k % 2,
                total_frames=FRAMES,
                frame_inds=list(range(FRAMES)),
                boxes=person_boxes(k).tolist(),
            )
        )
    content = dict(metainfo=dict(classes=['run', 'walk']), data_list=entries)
    (folder / 'ann.json').write_text(json.dumps(content))
    (folder / 'config.py').write_text(CONFIG)
    init_default_scope('mmaction')
    torch.manual_seed(0)
    model = MODELS.build(Config.fromfile(folder / 'config.py').model)
    model.init_weights()
    torch.save(dict(state_dict=model.state_dict()), folder / 'checkpoint.pth')
