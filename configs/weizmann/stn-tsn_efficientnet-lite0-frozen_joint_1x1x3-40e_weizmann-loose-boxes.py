# The joint recipe: the localisation network trained alone first
# (model.stn_checkpoint), then the recogniser and it on the detector's boxes
# with noise of level 1. It keeps the re-focus loss; one theta a clip.
_base_ = [
    '../_base_/stn/attention-efficientnet-lite0.py',
    '../_base_/models/tsn_efficientnet-lite0_frozen.py',
    '../_base_/datasets/weizmann_person_tubes_wide.py',
    '../_base_/schedules/sgd_40e_head.py',
    '../_base_/default_runtime.py',
]
stn = _base_.stn
stn.temporal = 'clip'
model = dict(
    type='STNRecognizer2D',
    cls_head=dict(num_classes=10),
    stn=stn,
    **_base_.joint,
    stn_checkpoint=None,
    view_context=1.08,
    keep_box=dict(scale=1 / 1.4, iou=0.8),
)
train_dataloader = dict(dataset=dict(pipeline=dict(noise=dict(level=1.0))))
custom_hooks = [dict(type='STNHealthHook')]
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
default_hooks = dict(checkpoint=dict(interval=40, max_keep_ckpts=1))
