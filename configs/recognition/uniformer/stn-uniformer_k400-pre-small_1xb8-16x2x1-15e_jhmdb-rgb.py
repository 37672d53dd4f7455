# UniFormer-S: convolution, then attention, on 16 frames, AdamW; behind an
# STN.
_base_ = [
    '../_base_/stn_3d.py',
    '../../_base_/models/uniformer_small.py',
    '../../_base_/datasets/jhmdb_tubes_16x2x1.py',
    '../../_base_/schedules/stn_adamw_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(**_base_.recognizer, stn_checkpoint=_base_.stn_checkpoint)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/uniformerv1/uniformer-small_imagenet1k-pre_16x4x1_kinetics400-rgb_20221219-c630a037.pth'
