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
joint = _base_.joint
joint.stn.temporal = 'clip'
# The detector's boxes have their context already.
joint.stn.steps.update(
    steady=None, keep_box=dict(type='KeepBox', iou=0.8, context=1.0)
)
model = dict(
    type='STNRecognizer2D',
    cls_head=dict(num_classes=10),
    **joint,
)
train_dataloader = dict(dataset=dict(pipeline=dict(noise=dict(level=1.0))))
custom_hooks = [dict(type='STNHealthHook')]
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
default_hooks = dict(checkpoint=dict(interval=40, max_keep_ckpts=1))
