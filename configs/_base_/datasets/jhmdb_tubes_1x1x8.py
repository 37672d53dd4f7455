# JHMDB person tubes for a view of 224 px: 8 single frames, 2-D recognisers.
# The crop is wide, so that the person is inside whatever the box.
_base_ = 'jhmdb_person_tubes_wide.py'
_clip = dict(sample=dict(num_clips=8), crop=dict(size=256))
train_dataloader = dict(batch_size=8, dataset=dict(pipeline=_clip))
val_dataloader = dict(batch_size=8, dataset=dict(pipeline=_clip))
test_dataloader = val_dataloader
