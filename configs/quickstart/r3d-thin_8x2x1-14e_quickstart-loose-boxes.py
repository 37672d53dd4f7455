# Baseline: no STN, trained and tested on loose boxes.
_base_ = [
    '../_base_/models/r3d_thin.py',
    '../_base_/datasets/quickstart_person_tubes.py',
    '../_base_/schedules/quickstart_14e.py',
    '../_base_/default_runtime.py',
]
# what the backbone sees is as large as the STN's view
train_pipeline = _base_.train_pipeline
train_pipeline[4].update(size=56)
val_pipeline = _base_.val_pipeline
val_pipeline[4].update(size=56)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader

default_hooks = dict(
    logger=dict(interval=30), checkpoint=dict(interval=14, max_keep_ckpts=1)
)

val_evaluator = [dict(type='AccMetric'), dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator
