# TC: digits 60 x 60 px, anywhere, with clutter.
_base_ = './mnist.py'
train_dataloader = dict(dataset=dict(distortion='TC'))
val_dataloader = dict(dataset=dict(distortion='TC'))
test_dataloader = val_dataloader
