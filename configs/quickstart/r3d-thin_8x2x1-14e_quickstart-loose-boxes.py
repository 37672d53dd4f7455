# Baseline: no STN, trained and tested on loose boxes.
_base_ = [
    '../_base_/models/r3d_thin.py',
    '../_base_/datasets/quickstart_person_tubes.py',
    '../_base_/schedules/quickstart_14e.py',
    '../_base_/default_runtime.py',
]
# what the backbone sees is as large as the STN's view
train_dataloader = dict(dataset=dict(pipeline=dict(crop=dict(size=56))))
val_dataloader = dict(dataset=dict(pipeline=dict(crop=dict(size=56))))
test_dataloader = val_dataloader

default_hooks = dict(
    logger=dict(interval=30), checkpoint=dict(interval=14, max_keep_ckpts=1)
)

val_evaluator = _base_.with_view_evaluator
test_evaluator = val_evaluator
