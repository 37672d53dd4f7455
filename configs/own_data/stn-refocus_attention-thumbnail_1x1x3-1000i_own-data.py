# The localisation network alone on the pixels of a 64 px thumbnail, which
# serves any backbone; tools/fit.py trains it.
_base_ = [
    '../_base_/models/stn-refocuser_attention.py',
    '../_base_/datasets/person_tubes_wide.py',
    '../_base_/training_noise.py',
    '../_base_/schedules/refocus_adamw.py',
]
model = dict(
    stn=dict(output_size=112, lr_mult=1e-3),
    jitter=dict(),
    data_preprocessor=dict(format_shape='NCHW'),
)
train_dataloader = dict(
    **_base_.iterations, dataset=dict(pipeline=_base_.mixed_boxes)
)
val_evaluator = [dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator
