# Baseline of the 3-D recogniser: no STN, trained and tested on loose boxes.
_base_ = [
    '../_base_/models/efficientnet-lite0-2plus1d_frozen.py',
    '../_base_/datasets/jhmdb_person_tubes.py',
    '../_base_/schedules/sgd_10e_head.py',
    '../_base_/default_runtime.py',
]
train_dataloader = dict(dataset=dict(pipeline=_base_.clip_8x4x1))
val_dataloader = dict(dataset=dict(pipeline=_base_.clip_8x4x1))
test_dataloader = val_dataloader
