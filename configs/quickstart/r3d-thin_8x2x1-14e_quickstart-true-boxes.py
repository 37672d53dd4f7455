# Reference: no STN, trained and tested on the true boxes (with a little noise
# as augmentation).
_base_ = 'r3d-thin_8x2x1-14e_quickstart-loose-boxes.py'

train_pipeline = _base_.train_pipeline
train_pipeline[3].update(level=0.2)
val_pipeline = _base_.val_pipeline
val_pipeline[3].update(start='clean_boxes')
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
