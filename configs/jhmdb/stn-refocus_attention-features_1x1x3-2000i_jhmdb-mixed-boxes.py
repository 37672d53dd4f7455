# The recipe's localisation network: on boxes that are loose, too tight, or
# slide and jump, in frames that are cut off and stretched anew each time. More
# ways to see a person pay for twice the iterations.
_base_ = [
    '../_base_/models/stn-refocuser_efficientnet-lite0.py',
    '../_base_/datasets/jhmdb_person_tubes_wide.py',
    '../_base_/training_noise.py',
    '../_base_/schedules/refocus_adamw_2000i.py',
]
train_dataloader = dict(
    **_base_.iterations, dataset=dict(pipeline=_base_.mixed_boxes)
)
val_evaluator = [dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator
