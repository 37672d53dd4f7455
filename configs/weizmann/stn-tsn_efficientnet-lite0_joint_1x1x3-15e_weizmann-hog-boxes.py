# With an STN that was trained alone first (model.stn_checkpoint). It keeps the
# re-focus loss, and theta noise teaches the backbone to bear an imperfect view.
_base_ = [
    '../_base_/stn/attention_lr1e-3.py',
    '../_base_/models/tsn_efficientnet-lite0.py',
    '../_base_/datasets/weizmann_person_tubes.py',
    '../_base_/schedules/sgd_15e.py', '../_base_/default_runtime.py'
]
stn = _base_.stn
stn.update(output_size=80)
model = dict(
    type='STNRecognizer2D',
    cls_head=dict(num_classes=10),
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    stn_checkpoint=None,
    theta_noise=0.1)
custom_hooks = [dict(type='STNHealthHook'), dict(type='ChannelsLastHook')]
train_dataloader = dict(batch_size=6)
optim_wrapper = dict(
    constructor='STNOptimWrapperConstructor', optimizer=dict(lr=0.005))
default_hooks = dict(checkpoint=dict(interval=15, max_keep_ckpts=1))
