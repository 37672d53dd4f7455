# Made house numbers, loose crops of 128 px: the digits are as large as in the
# tight ones, and have to be found. The same layers, without the pooling that
# svhn/ adds here: three cells of it would hold a number of five digits.
_base_ = './tight.py'
train_pipeline = _base_.train_pipeline
test_pipeline = _base_.test_pipeline
train_pipeline[0].update(size=128, context=2.6, shift=0.1)
test_pipeline[0].update(size=128, context=2.6, shift=0.1, seed=0)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader
model = dict(backbone=dict(size=128))
