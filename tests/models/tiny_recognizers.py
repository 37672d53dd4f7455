"""Tiny recognisers of both kinds, with and without an STN."""

import numpy as np
import torch
from mmaction.registry import MODELS
from mmaction.structures import ActionDataSample
from mmengine.structures import InstanceData

import stn_action  # noqa: F401

HEAD = dict(num_classes=4, in_channels=512, average_clips='prob')
STN = dict(
    type='SpatialTransformer',
    looks_at=dict(type='Thumbnail', size=32),
    localisation=dict(
        type='LargeKernelConv',
        kernel_sizes=(9, 7, 5),
        channels=(8, 8, 8),
        hidden=16,
    ),
)


def plain_2d(**kwargs):
    return dict(
        type='Recognizer2D',
        backbone=dict(type='ResNet', depth=18, norm_eval=False),
        cls_head=dict(
            type='TSNHead',
            consensus=dict(type='AvgConsensus', dim=1),
            dropout_ratio=0.0,
            **HEAD,
        ),
        **kwargs,
    )


def plain_3d(**kwargs):
    return dict(
        type='Recognizer3D',
        backbone=dict(
            type='ResNet3dSlowOnly', depth=18, pretrained=None, norm_eval=False
        ),
        cls_head=dict(type='I3DHead', dropout_ratio=0.0, **HEAD),
        **kwargs,
    )


CASES = {
    '2d': (plain_2d, 'STNRecognizer2D', (2, 3, 3, 64, 64)),
    '3d': (plain_3d, 'STNRecognizer3D', (2, 1, 3, 4, 64, 64)),
}


def build(cfg, seed=0):
    torch.manual_seed(seed)
    model = MODELS.build(cfg)
    model.init_weights()
    return model


def samples(shape, boxes=True, context=1.0):
    """Data samples with target boxes: the middle half of a 64 px crop.

    ``context`` is that of ``TubeCrop``.
    """
    frames = shape[1] * (shape[3] if len(shape) == 6 else 1)
    out = []
    for i in range(shape[0]):
        sample = ActionDataSample().set_gt_label(i % 4)
        in_crop = np.tile(np.float32([-1, -1, 1, 1]) / context, (frames, 1))
        sample.set_metainfo(
            dict(sample_id=f'clip{i}.avi#0', box_in_crop=in_crop)
        )
        if boxes:
            box = torch.tensor([[16.0, 16.0, 48.0, 48.0]]).repeat(frames, 1)
            sample.gt_instances = InstanceData(bboxes=box)
            sample.proposals = InstanceData(
                bboxes=box * 0 + torch.tensor([0.0, 0.0, 64.0, 64.0])
            )
        out.append(sample)
    return out
