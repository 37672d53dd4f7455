# The STN with the classification loss alone, trained with AdamW. A step of
# AdamW is about the learning rate whatever the gradient, so a multiplier
# matters far more than with SGD.
_base_ = (
    'stn-tsn_efficientnet-lite0-frozen_cls-loss_1x1x3-10e_jhmdb-loose-boxes.py'
)
optim_wrapper = dict(
    optimizer=dict(_delete_=True, type='AdamW', lr=0.001, weight_decay=0.05)
)
