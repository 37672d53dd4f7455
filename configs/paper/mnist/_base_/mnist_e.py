# E: digits bent by a thin-plate spline.
_base_ = './mnist.py'
train_dataloader = dict(dataset=dict(distortion='E'))
val_dataloader = dict(dataset=dict(distortion='E'))
test_dataloader = val_dataloader
