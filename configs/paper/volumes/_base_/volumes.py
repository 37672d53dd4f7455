# Digits as solid bodies in cubes of 32 voxels, turned by up to 60 degrees
# about any axis and moved.
_base_ = ['../../mnist/_base_/mnist.py', '../../mnist/_base_/model.py']
train_dataloader = dict(
    batch_size=64,
    dataset=dict(
        _delete_=True,
        type='MNISTVolumeDataset',
        split='train',
        data_path=_base_.data_path,
    ),
)
val_dataloader = dict(
    batch_size=100,
    dataset=dict(
        _delete_=True,
        type='MNISTVolumeDataset',
        split='test',
        data_path=_base_.data_path,
        seed=0,
        limit=2000,
    ),
)
test_dataloader = val_dataloader
custom_hooks = []
model = dict(
    backbone=dict(_delete_=True, type='VolumeBackbone', size=32),
)
