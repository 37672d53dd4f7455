# The joint recipe: the localisation network trained alone first
# (model.stn_checkpoint), then the recogniser and it on the detector's boxes with
# noise of level 1. It keeps the re-focus loss.
_base_ = [
    '../_base_/stn/attention-efficientnet-lite0_lr1e-3.py',
    '../_base_/models/tsn_efficientnet-lite0_frozen.py',
    '../_base_/datasets/weizmann_person_tubes_wide.py',
    '../_base_/schedules/sgd_40e_head.py',
    '../_base_/default_runtime.py',
]
stn = _base_.stn
stn.update(output_size=112, temporal='clip')  # one theta a clip
model = dict(
    type='STNRecognizer2D',
    cls_head=dict(num_classes=10),
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    stn_checkpoint=None,
    stn_norm_eval=True,
    theta_noise=0.15,
    view_context=1.08,
    keep_box=dict(scale=1 / 1.4, iou=0.8),
)
train_pipeline = _base_.train_pipeline
train_pipeline[2] = dict(type='TubeBoxNoise', level=1.0)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
custom_hooks = [dict(type='STNHealthHook')]
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
default_hooks = dict(checkpoint=dict(interval=40, max_keep_ckpts=1))
