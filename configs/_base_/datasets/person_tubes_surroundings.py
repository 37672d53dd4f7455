# For an STN with window=0.7: the localisation network sees the same, the inner
# part of context 1.4, and around it is more of the frame, for views that
# reach beyond: a box that cuts the person off is one that a view must leave.
# A view is resampled twice, out of the frame and out of the crop: tests have
# pixels enough that it is as sharp as a crop of the box itself.
_base_ = 'person_tubes_wide.py'
train_pipeline = _base_.train_pipeline
train_pipeline[4] = dict(type='TubeCrop', size=320, context=2.0)
val_pipeline = _base_.val_pipeline
val_pipeline[4] = dict(type='TubeCrop', size=480, context=2.0)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
