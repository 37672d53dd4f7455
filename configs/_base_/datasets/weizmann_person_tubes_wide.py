# The same with what an STN needs: context around the box, and pixels enough for
# a view that zooms in.
_base_ = 'weizmann_person_tubes.py'
crop = dict(type='TubeCrop', size=224, context=1.4, target_margin=1.0)
train_pipeline = _base_.train_pipeline
train_pipeline[3] = crop
val_pipeline = _base_.val_pipeline
val_pipeline[3] = crop
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
val_evaluator = [dict(type='AccMetric'), dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator
