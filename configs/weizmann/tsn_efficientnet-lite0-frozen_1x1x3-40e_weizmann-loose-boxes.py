# Baseline: no STN, trained on the detector's boxes with noise of level 1.
_base_ = 'tsn_efficientnet-lite0-frozen_1x1x3-40e_weizmann-hog-boxes.py'
train_dataloader = dict(dataset=dict(pipeline=dict(noise=dict(level=1.0))))
