# The joint recipe: the localisation network trained alone first
# (model.stn_checkpoint), then both together on loose boxes. Its learning rate
# is 1e-3 of the backbone's, and it keeps the re-focus loss; theta noise
# teaches the backbone to bear an imperfect view.
_base_ = [
    '../_base_/stn/attention_lr1e-3.py',
    '../_base_/models/tsn_efficientnet-lite0.py',
    '../_base_/datasets/jhmdb_person_tubes.py',
    '../_base_/schedules/sgd_15e.py', '../_base_/default_runtime.py'
]
stn = _base_.stn
stn.update(output_size=80)
model = dict(
    type='STNRecognizer2D',
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    stn_checkpoint=None,
    theta_noise=0.1)
custom_hooks = [dict(type='STNHealthHook'), dict(type='ChannelsLastHook')]
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')

crop = dict(type='TubeCrop', size=144, context=1.4)
train_pipeline = _base_.train_pipeline
train_pipeline[4] = crop
val_pipeline = _base_.val_pipeline
val_pipeline[4] = crop
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
val_evaluator = [dict(type='AccMetric'), dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator
