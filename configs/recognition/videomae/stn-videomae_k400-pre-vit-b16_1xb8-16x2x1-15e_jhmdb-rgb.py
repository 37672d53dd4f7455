# VideoMAE ViT-B: joint attention on 16 frames, AdamW with layer decay;
# behind an STN.
_base_ = [
    '../_base_/stn_3d.py',
    '../../_base_/models/vit_base_videomae.py',
    '../../_base_/datasets/jhmdb_tubes_16x2x1.py',
    '../../_base_/schedules/stn_adamw_15e.py',
    '../../_base_/default_runtime.py',
]
model = dict(**_base_.recognizer, stn_checkpoint=_base_.stn_checkpoint)
optim_wrapper = dict(
    paramwise_cfg=dict(
        _delete_=True,
        base_constructor='LearningRateDecayOptimizerConstructor',
        decay_rate=0.75,
        decay_type='layer_wise',
        num_layers=12,
    )
)
load_from = 'https://download.openmmlab.com/mmaction/v1.0/recognition/videomae/vit-base-p16_videomae-k400-pre_16x4x1_kinetics-400_20221013-860a3cd3.pth'
