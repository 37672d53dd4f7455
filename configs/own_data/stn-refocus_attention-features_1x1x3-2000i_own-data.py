# The localisation network alone, see the model and configs/jhmdb. timm
# downloads the backbone's weights.
_base_ = [
    '../_base_/models/stn-refocuser_efficientnet-lite0.py',
    '../_base_/datasets/person_tubes_wide.py',
    '../_base_/training_noise.py',
    '../_base_/schedules/refocus_adamw_2000i.py',
]
model = dict(
    backbone=dict(
        _delete_=True,
        type='TimmFrames',
        name='tf_efficientnet_lite0',
        pretrained=True,
    )
)
train_dataloader = dict(
    **_base_.iterations, dataset=dict(pipeline=_base_.mixed_boxes)
)
val_evaluator = [dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator
