# JHMDB person tubes for a view of 224 px: clips of 32 frames, 3-D recognisers.
_base_ = 'jhmdb_tubes_1x1x8.py'

train_pipeline = _base_.train_pipeline
train_pipeline[0].update(clip_len=32, frame_interval=1, num_clips=1)
train_pipeline[5].update(input_format='NCTHW')
val_pipeline = _base_.val_pipeline
val_pipeline[0].update(clip_len=32, frame_interval=1, num_clips=1)
val_pipeline[4].update(input_format='NCTHW')

train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
