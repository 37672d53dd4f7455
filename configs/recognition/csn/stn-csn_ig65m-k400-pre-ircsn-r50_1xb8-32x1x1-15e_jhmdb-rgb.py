# ir-CSN: channel-separated convolutions, 50 layers, frozen norms, 32 frames;
# behind an STN.
_base_ = [
    '../_base_/stn_3d.py',
    'mmaction::_base_/models/ircsn_r152.py',
    '../../_base_/datasets/jhmdb_tubes_32x1x1.py',
    '../../_base_/schedules/stn_sgd_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(
    **_base_.recognizer,
    backbone=dict(depth=50, norm_eval=True, bn_frozen=True),
)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/csn/ircsn_ig65m-pretrained-r50-bnfrozen_8xb12-32x2x1-58e_kinetics400-rgb/ircsn_ig65m-pretrained-r50-bnfrozen_8xb12-32x2x1-58e_kinetics400-rgb_20220811-44395bae.pth'
