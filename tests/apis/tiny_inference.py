"""A tiny recogniser with an STN whose view moves, and videos for it."""

import cv2
import numpy as np
import torch
from mmaction.registry import MODELS
from mmengine.registry import init_default_scope

import stn_action.experiments.paper  # noqa: F401

WIDTH, HEIGHT, FRAMES = 96, 72, 12
CLASSES = ['walk', 'wave', 'bow']
CONFIG = f"""
custom_imports = dict(imports=['stn_action', 'stn_action.experiments.paper'])
default_scope = 'mmaction'
pipeline = [
    dict(type='SampleFrames', clip_len=1, num_clips=3, test_mode=True),
    dict(type='DecordInit'), dict(type='DecordDecode'),
    dict(type='TubeCrop', size=32, context=1.4),
    dict(type='FormatShape', input_format='NCHW'),
    dict(type='PackTubeInputs')]
test_dataloader = val_dataloader = dict(
    batch_size=2, num_workers=0,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(type='PersonTubeDataset', ann_file='boxes.json',
                 data_root='{{{{fileDirname}}}}', data_prefix=dict(video='.'),
                 test_mode=True, pipeline=pipeline))
test_evaluator = val_evaluator = dict(type='AccMetric')
test_cfg = dict(type='TestLoop')
val_cfg = dict(type='ValLoop')
model = dict(
    type='STNRecognizer2D',
    backbone=dict(type='PaperBackbone', layers='fc[8]', size=24,
                  in_channels=3),
    cls_head=dict(type='TSNHead', num_classes={len(CLASSES)}, in_channels=8,
                  dropout_ratio=0., average_clips='prob'),
    stn=dict(localisation=dict(type='LargeKernelConv', kernel_sizes=(7, 5),
                               channels=(4, 4)),
             transformation='attention', thumbnail_size=16, output_size=24),
    data_preprocessor=dict(type='ActionDataPreprocessor', mean=[127.] * 3,
                           std=[60.] * 3, format_shape='NCHW'))
"""


def person_boxes(offset=0, frames=FRAMES):
    """(frames, 4) of a person who walks to the right."""
    t = np.arange(frames, dtype=float)[:, None]
    return np.array([10.0 + offset, 20, 34 + offset, 60]) + t * [3, 0, 3, 0]


def write_video(path, boxes, size=(WIDTH, HEIGHT)):
    """Textured frames with a bright rectangle at the box of each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    video = cv2.VideoWriter(
        str(path), cv2.VideoWriter_fourcc(*'mp4v'), 10, size
    )
    rng = np.random.default_rng(0)
    texture = cv2.resize(rng.integers(0, 90, (9, 12, 3), np.uint8), size)
    for x1, y1, x2, y2 in np.asarray(boxes, int):
        frame = texture.copy()
        frame[y1:y2, x1:x2] = (60, 200, 240)
        video.write(frame)
    video.release()


def entry(filename, boxes, label, **more):
    return dict(
        filename=filename,
        label=label,
        total_frames=len(boxes),
        frame_inds=list(range(len(boxes))),
        boxes=boxes.tolist(),
        **more,
    )


def save_checkpoint(cfg, path, classes=CLASSES):
    """An untrained model whose localisation network is off the identity."""
    init_default_scope('mmaction')
    torch.manual_seed(0)
    model = MODELS.build(cfg.model)
    if hasattr(model, 'stn'):
        regressor = model.stn.localisation.regressor
        torch.nn.init.normal_(regressor.weight, std=0.1)
        torch.nn.init.normal_(regressor.bias, std=0.15)
    torch.nn.init.normal_(model.cls_head.fc_cls.weight, std=1.0)
    torch.save(
        dict(
            state_dict=model.state_dict(),
            meta=dict(dataset_meta=dict(classes=classes)),
        ),
        path,
    )
