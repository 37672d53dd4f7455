# RTS: digits turned, scaled and shifted, 42 x 42 px.
_base_ = './mnist.py'
train_pipeline = _base_.train_pipeline
train_pipeline[0].kind = 'RTS'
test_pipeline = _base_.test_pipeline
test_pipeline[0].kind = 'RTS'
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
