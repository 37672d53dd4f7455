# Video Swin-T: shifted windows on 32 frames, AdamW, with the optimiser
# constructor of its own; behind an STN.
_base_ = [
    '../_base_/stn_3d.py',
    'mmaction::_base_/models/swin_tiny.py',
    '../../_base_/datasets/jhmdb_tubes_32x1x1.py',
    '../../_base_/schedules/stn_adamw_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(
    **_base_.recognizer,
    stn_checkpoint=_base_.stn_checkpoint,
    backbone=dict(pretrained2d=False),
)
# Upstream gives the backbone a tenth of the base rate. Here the head has ten
# times the base rate: the same, and the STN's multiplier is of the backbone's.
optim_wrapper = dict(
    paramwise_cfg=dict(
        _delete_=True,
        base_constructor='SwinOptimWrapperConstructor',
        absolute_pos_embed=dict(decay_mult=0.0),
        relative_position_bias_table=dict(decay_mult=0.0),
        norm=dict(decay_mult=0.0),
        cls_head=dict(lr_mult=10.0),
    )
)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/swin/swin-tiny-p244-w877_in1k-pre_8xb8-amp-32x2x1-30e_kinetics400-rgb/swin-tiny-p244-w877_in1k-pre_8xb8-amp-32x2x1-30e_kinetics400-rgb_20220930-241016b2.pth'
