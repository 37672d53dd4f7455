# The joint recipe for the 3-D recogniser, see that of the 2-D one. The
# localisation network is the same, and so is its checkpoint.
_base_ = [
    '../_base_/stn/attention-efficientnet-lite0_lr1e-3.py',
    '../_base_/models/efficientnet-lite0-2plus1d_frozen.py',
    '../_base_/datasets/jhmdb_person_tubes_surroundings.py',
    '../_base_/schedules/sgd_3e_head.py',
    '../_base_/default_runtime.py',
]
model = dict(
    type='STNRecognizer3D',
    stn=dict(**_base_.stn, output_size=112, window=0.7),
    loss_refocus=dict(type='RefocusLoss'),
    stn_checkpoint=None,
    stn_norm_eval=True,
    theta_noise=0.15,
    **_base_.refocusing,
)
custom_hooks = [dict(type='STNHealthHook')]
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')

sampling = dict(clip_len=8, frame_interval=4, num_clips=1)
train_pipeline = _base_.train_pipeline
train_pipeline[0].update(sampling)
train_pipeline[5].update(input_format='NCTHW')
val_pipeline = _base_.val_pipeline
val_pipeline[0].update(sampling)
val_pipeline[4].update(input_format='NCTHW')
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
