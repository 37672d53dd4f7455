# The same with AdamW, whose step is about the learning rate whatever the
# gradient: there a multiplier means far more than with SGD.
_base_ = (
    'stn-tsn_efficientnet-lite0-frozen_cls-loss_1x1x3-10e_jhmdb-loose-boxes.py'
)
optim_wrapper = dict(
    optimizer=dict(_delete_=True, type='AdamW', lr=0.001, weight_decay=0.05)
)
