# The 3-D recogniser without STN, trained on the true boxes, jittered: see that
# of the 2-D one.
_base_ = [
    'efficientnet-lite0-2plus1d-frozen_8x4x1-10e_jhmdb-loose-boxes.py',
    '../_base_/training_noise.py',
]
train_dataloader = dict(dataset=dict(pipeline=_base_.jittered_boxes))
