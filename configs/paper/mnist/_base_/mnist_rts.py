# RTS: digits turned, scaled and shifted, 42 x 42 px.
_base_ = './mnist.py'
train_dataloader = dict(dataset=dict(distortion='RTS'))
val_dataloader = dict(dataset=dict(distortion='RTS'))
test_dataloader = val_dataloader
