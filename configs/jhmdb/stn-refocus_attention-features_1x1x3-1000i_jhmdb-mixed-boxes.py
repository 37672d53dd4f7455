# The recipe's localisation network: on boxes that are loose, too tight, or
# slide and jump.
_base_ = [
    'stn-refocus_attention-features_1x1x3-1000i_jhmdb-loose-boxes.py',
    '../_base_/training_noise.py'
]
train_pipeline = _base_.train_pipeline
train_pipeline[2] = _base_.localisation_noise
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
