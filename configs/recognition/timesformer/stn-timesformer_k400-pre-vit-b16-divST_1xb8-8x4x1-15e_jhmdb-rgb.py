# TimeSformer: divided space-time attention on 8 frames; trained with SGD, as
# upstream; behind an STN.
_base_ = [
    '../_base_/stn_3d.py',
    '../../_base_/models/timesformer_divst.py',
    '../../_base_/datasets/jhmdb_tubes_8x4x1.py',
    '../../_base_/schedules/stn_sgd_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(**_base_.recognizer)
optim_wrapper = dict(
    optimizer=dict(lr=0.005 / 8, weight_decay=1e-4, nesterov=True),
    paramwise_cfg=dict(
        custom_keys=dict(
            cls_token=dict(decay_mult=0.0),
            pos_embed=dict(decay_mult=0.0),
            time_embed=dict(decay_mult=0.0),
        )
    ),
)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/timesformer/timesformer_divST_8xb8-8x32x1-15e_kinetics400-rgb/timesformer_divST_8xb8-8x32x1-15e_kinetics400-rgb_20220815-a4d0d01f.pth'
