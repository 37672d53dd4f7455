# Reference: no STN, trained and tested on the true boxes (with a little noise
# as augmentation).
_base_ = 'r3d-thin_8x2x1-14e_quickstart-loose-boxes.py'
train_dataloader = dict(dataset=dict(pipeline=dict(noise=dict(level=0.2))))
val_dataloader = dict(
    dataset=dict(pipeline=dict(noise=dict(start='clean_boxes')))
)
test_dataloader = val_dataloader
