# Baseline: no STN, trained on the true boxes (with a little noise as
# augmentation), tested on loose ones.
_base_ = 'tsn_efficientnet-lite0-frozen_1x1x3-10e_jhmdb-loose-boxes.py'
train_dataloader = dict(dataset=dict(pipeline=dict(noise=dict(level=0.2))))
