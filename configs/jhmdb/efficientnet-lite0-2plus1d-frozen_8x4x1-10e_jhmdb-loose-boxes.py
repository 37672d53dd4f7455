# Baseline of the 3-D recogniser: no STN, trained and tested on loose boxes.
_base_ = [
    '../_base_/models/efficientnet-lite0-2plus1d_frozen.py',
    '../_base_/datasets/jhmdb_person_tubes.py',
    '../_base_/schedules/sgd_10e_head.py',
    '../_base_/default_runtime.py',
]
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
