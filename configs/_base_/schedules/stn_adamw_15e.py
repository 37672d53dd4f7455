# Fine-tuning a transformer behind an STN, AdamW, for a batch of 8.
#
# A step of AdamW is about the learning rate, whatever the gradient: at 1e-4
# and a multiplier of 1e-3 a parameter of the STN moves by at most 1e-7 a step,
# 1e-4 in 1,000 steps. So under AdamW all three presets hold the view where
# stn_checkpoint left it, and the configs ask for one: they train the
# recogniser behind a localisation network that was trained alone.
_base_ = 'sgd_15e.py'
optim_wrapper = dict(
    constructor='STNOptimWrapperConstructor',
    optimizer=dict(_delete_=True, type='AdamW', lr=1e-4, weight_decay=0.05),
    paramwise_cfg=dict(
        norm_decay_mult=0.0,
        bias_decay_mult=0.0,
        custom_keys=dict(cls_head=dict(lr_mult=10.0)),
    ),
    clip_grad=dict(max_norm=5),
)
custom_hooks = [dict(type='STNHealthHook')]
auto_scale_lr = dict(enable=False, base_batch_size=8)

# The view that the recogniser is trained behind.
stn_checkpoint = '{{$STN_CHECKPOINT:work_dirs/stn-refocus_attention-thumbnail_1x1x3-1000i_jhmdb-loose-boxes/iter_1000.pth}}'  # noqa: E501
