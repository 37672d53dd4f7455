# AVA by a multi-label recogniser with an STN on person tubes. Train the
# localisation network alone first (stn-refocus_...) and give its checkpoint
# as model.stn_checkpoint.
_base_ = [
    'slowonly_r50_8x4x1-15e_ava22-tubes.py',
    '../_base_/stn/attention_lr1e-4.py',
]
model = dict(
    type='STNRecognizer3D',
    stn=dict(**_base_.stn, output_size=224),
    loss_refocus=dict(type='RefocusLoss'),
    stn_checkpoint=None,
)
# the STN looks at more than the box
train_dataloader = dict(
    dataset=dict(pipeline=dict(crop=dict(size=256, context=1.4)))
)
val_dataloader = dict(
    dataset=dict(pipeline=dict(crop=dict(size=256, context=1.4)))
)
test_dataloader = val_dataloader
custom_hooks = [dict(type='STNHealthHook')]
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
