# Baseline: no STN, trained and tested on loose boxes with the context around
# them that an STN is given, at the backbone's own size.
_base_ = 'tsn_efficientnet-lite0-frozen_1x1x3-10e_jhmdb-loose-boxes.py'
train_dataloader = dict(dataset=dict(pipeline=dict(crop=dict(context=1.4))))
val_dataloader = dict(dataset=dict(pipeline=dict(crop=dict(context=1.4))))
test_dataloader = val_dataloader
