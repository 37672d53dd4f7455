# JHMDB person tubes for a view of 224 px: 8 single frames, 2-D recognisers.
# The crop is wide, so that the person is inside whatever the box.
_base_ = 'jhmdb_person_tubes.py'

train_pipeline = _base_.train_pipeline
train_pipeline[0].update(num_clips=8)
train_pipeline[3].update(size=256, context=1.4)
val_pipeline = _base_.val_pipeline
val_pipeline[0].update(num_clips=8)
val_pipeline[3].update(size=256, context=1.4)

train_dataloader = dict(batch_size=8, dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(batch_size=8, dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
val_evaluator = [dict(type='AccMetric'), dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator
