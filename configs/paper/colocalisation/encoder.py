# The encoder of co-localisation: a plain classifier of undistorted digits,
# whose last pooling layer's maps are what crops are compared by.
_base_ = ['../mnist/_base_/mnist.py', '../mnist/_base_/model.py']
train_dataloader = dict(dataset=dict(distortion=None))
val_dataloader = dict(dataset=dict(distortion=None))
test_dataloader = val_dataloader
model = dict(
    backbone=dict(
        size=28, layers='conv[16,9,1,0]-max[2]-conv[32,7,1,0]-max[2]'
    ),
    cls_head=dict(in_channels=128),
)
