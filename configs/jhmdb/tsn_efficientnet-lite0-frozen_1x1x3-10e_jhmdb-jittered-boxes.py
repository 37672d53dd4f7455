# No STN, trained on the true boxes, jittered as much as a view errs: the
# recogniser that a front end is put before.
_base_ = [
    'tsn_efficientnet-lite0-frozen_1x1x3-10e_jhmdb-loose-boxes.py',
    '../_base_/training_noise.py',
]
train_dataloader = dict(dataset=dict(pipeline=_base_.jittered_boxes))
