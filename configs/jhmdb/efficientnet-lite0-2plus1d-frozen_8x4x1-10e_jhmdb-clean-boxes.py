# Baseline of the 3-D recogniser: no STN, trained on the true boxes (with a
# little noise as augmentation), tested on loose ones.
_base_ = 'efficientnet-lite0-2plus1d-frozen_8x4x1-10e_jhmdb-loose-boxes.py'
train_dataloader = dict(dataset=dict(pipeline=dict(noise=dict(level=0.2))))
