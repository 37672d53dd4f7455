# Made house numbers, loose crops of 128 px: the digits are as large as in the
# tight ones, and have to be found. The same layers, without the pooling that
# svhn/ adds here: three cells of it would hold a number of five digits.
_base_ = './tight.py'
_crop = dict(size=128, context=2.6, shift=0.1)
train_dataloader = dict(dataset=dict(pipeline=dict(crop=_crop)))
val_dataloader = dict(dataset=dict(pipeline=dict(crop=dict(**_crop, seed=0))))
test_dataloader = val_dataloader
model = dict(backbone=dict(size=128))
