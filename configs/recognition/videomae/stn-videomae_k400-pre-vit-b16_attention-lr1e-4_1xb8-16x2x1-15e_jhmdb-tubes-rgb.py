# VideoMAE ViT-B: joint attention on 16 frames, AdamW with layer decay; behind
# an STN at 1e-4 of the learning rate.
_base_ = [
    '../../_base_/stn/attention_lr1e-4.py',
    '../../_base_/models/vit_base_videomae.py',
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
    cls_head=dict(num_classes=21),
)
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
