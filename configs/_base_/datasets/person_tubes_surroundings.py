# For an STN with window=0.7: the localisation network sees the same, the inner
# 224 px of context 1.4, and around them is more of the frame, for views that
# reach beyond: a box that cuts the person off is one that a view must leave.
_base_ = 'person_tubes_wide.py'
crop = dict(type='TubeCrop', size=320, context=2.)
train_pipeline = _base_.train_pipeline
train_pipeline[4] = crop
val_pipeline = _base_.val_pipeline
val_pipeline[4] = crop
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
