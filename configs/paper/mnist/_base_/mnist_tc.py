# TC: digits 60 x 60 px, anywhere, with clutter.
_base_ = './mnist.py'
train_pipeline = _base_.train_pipeline
train_pipeline[0].kind = 'TC'
test_pipeline = _base_.test_pipeline
test_pipeline[0].kind = 'TC'
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
