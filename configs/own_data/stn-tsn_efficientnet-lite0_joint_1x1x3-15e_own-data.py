# The localisation network trained alone first (model.stn_checkpoint), then
# recogniser and localisation network together. timm downloads the ImageNet
# weights of the backbone; for a file, see _base_/models.
_base_ = [
    '../_base_/stn/attention_lr1e-3.py',
    '../_base_/models/tsn_efficientnet-lite0.py',
    '../_base_/datasets/person_tubes.py', '../_base_/schedules/sgd_15e.py',
    '../_base_/default_runtime.py'
]
stn = _base_.stn
stn.update(output_size=80)
model = dict(
    type='STNRecognizer2D',
    backbone=dict(pretrained=True, checkpoint_path=''),
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    stn_checkpoint=None,
    theta_noise=0.1)
custom_hooks = [
    dict(type='STNHealthHook'),
    dict(type='ChannelsLastHook'),
    dict(type='STNVisualizationHook', num_clips=4)
]
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
val_evaluator = [dict(type='AccMetric'), dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator
