# Your own person tubes: data_root/videos, data_root/train.json and val.json;
# 3 frames a clip (TSN). Training puts a little noise on the boxes, the clean
# ones where there are any; validation takes the boxes as they are.
_base_ = 'tube_loaders.py'
data_root = 'data/mine'
data_prefix = dict(video='videos')

_files = dict(data_root=data_root, data_prefix=data_prefix)
train_dataloader = dict(
    dataset=dict(
        **_files, pipeline=dict(noise=dict(type='TubeBoxNoise', level=0.2))
    )
)
# without clean_boxes the boxes themselves are the target
val_dataloader = dict(
    dataset=dict(
        **_files, pipeline=dict(noise=dict(type='TubeBoxNoise', level=0.0))
    )
)
test_dataloader = val_dataloader
