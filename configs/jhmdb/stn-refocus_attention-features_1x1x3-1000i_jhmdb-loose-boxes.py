# The localisation network alone, see the model. Noise of every level, so that
# good boxes are left alone.
_base_ = [
    '../_base_/models/stn-refocuser_efficientnet-lite0.py',
    '../_base_/datasets/jhmdb_person_tubes_wide.py',
    '../_base_/training_noise.py',
    '../_base_/schedules/refocus_adamw.py',
]
train_dataloader = dict(
    **_base_.iterations, dataset=dict(pipeline=_base_.loose_boxes)
)
val_evaluator = [dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator
