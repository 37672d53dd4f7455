# MViTv2-S: multi-scale attention on 16 frames, AdamW; behind an STN at 1e-4
# of the learning rate.
_base_ = [
    '../../_base_/stn/attention_lr1e-4.py',
    'mmaction::_base_/models/mvit_small.py',
    '../../_base_/datasets/jhmdb_tubes_16x2x1.py',
    '../../_base_/schedules/stn_adamw_15e.py',
    '../../_base_/default_runtime.py',
]
stn = _base_.stn
stn.update(output_size=224)
model = dict(
    type='STNRecognizer3D',
    stn=stn,
    # Holds under AdamW: the view stays where this checkpoint left it.
    stn_checkpoint='{{$STN_CHECKPOINT:work_dirs/stn-refocus_attention-thumbnail_1x1x3-1000i_jhmdb-loose-boxes/iter_1000.pth}}',
    loss_refocus=dict(type='RefocusLoss'),
    theta_noise=0.1,
    data_preprocessor=dict(
        mean=[114.75, 114.75, 114.75], std=[57.375, 57.375, 57.375]
    ),
    cls_head=dict(num_classes=21),
)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/mvit/mvit-small-p244_32xb16-16x4x1-200e_kinetics400-rgb/mvit-small-p244_32xb16-16x4x1-200e_kinetics400-rgb_20230201-23284ff3.pth'
