# JHMDB person tubes for a view of 224 px: clips of 16 frames, 3-D recognisers.
_base_ = 'jhmdb_tubes_1x1x8.py'
train_dataloader = dict(dataset=dict(pipeline=_base_.clip_16x2x1))
val_dataloader = dict(dataset=dict(pipeline=_base_.clip_16x2x1))
test_dataloader = val_dataloader
