# MViTv2-S: multi-scale attention on 16 frames, AdamW; behind an STN.
_base_ = [
    '../_base_/stn_3d.py',
    'mmaction::_base_/models/mvit_small.py',
    '../../_base_/datasets/jhmdb_tubes_16x2x1.py',
    '../../_base_/schedules/stn_adamw_15e.py',
    '../../_base_/default_runtime.py',
]
recognizer = _base_.recognizer
recognizer.data_preprocessor.update(
    mean=[114.75, 114.75, 114.75], std=[57.375, 57.375, 57.375]
)
model = dict(**recognizer, stn_checkpoint=_base_.stn_checkpoint)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/mvit/mvit-small-p244_32xb16-16x4x1-200e_kinetics400-rgb/mvit-small-p244_32xb16-16x4x1-200e_kinetics400-rgb_20230201-23284ff3.pth'
