# MNIST addition: two digits in two channels of 42 px, each turned, scaled and
# moved by itself (RTS); the network says their sum, one of 19 classes.
_base_ = ['../../mnist/_base_/mnist.py', '../../mnist/_base_/model.py']
train_dataloader = dict(
    dataset=dict(type='MNISTAdditionDataset', distortion='RTS')
)
val_dataloader = dict(
    dataset=dict(type='MNISTAdditionDataset', distortion='RTS')
)
test_dataloader = val_dataloader
train_cfg = dict(max_iters=2400, val_interval=2400)
param_scheduler = [_base_.warm_up, dict(**_base_.cosine, end=2400)]
default_hooks = dict(checkpoint=dict(interval=2400))
model = dict(
    backbone=dict(size=42, in_channels=2),
    cls_head=dict(num_classes=19),
    data_preprocessor=dict(mean=[0.0, 0.0], std=[80.0, 80.0]),
)
