# P: digits projected.
_base_ = './mnist.py'
train_dataloader = dict(dataset=dict(distortion='P'))
val_dataloader = dict(dataset=dict(distortion='P'))
test_dataloader = val_dataloader
