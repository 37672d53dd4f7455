# The 3-D recogniser without an STN, trained on jittered true boxes: see the
# jittered-boxes config of the 2-D recogniser (tsn_...).
_base_ = [
    'efficientnet-lite0-2plus1d-frozen_8x4x1-10e_jhmdb-loose-boxes.py',
    '../_base_/training_noise.py',
]
train_dataloader = dict(dataset=dict(pipeline=_base_.jittered_boxes))
