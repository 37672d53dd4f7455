# The localisation network alone, from random initialisation, on the re-focus
# loss: no backbone in the loop.
_base_ = [
    '../_base_/models/stn-refocuser_attention.py',
    '../_base_/datasets/quickstart_person_tubes.py',
    '../_base_/schedules/quickstart_14e.py',
    '../_base_/default_runtime.py',
]
model = dict(
    stn=dict(output_size=56, lr_mult=1e-3),
    data_preprocessor=dict(mean=[115.0, 115.0, 115.0], std=[60.0, 60.0, 60.0]),
)
# no backbone, no multiplier: AdamW needs fewer steps here than SGD
optim_wrapper = dict(
    _delete_=True,
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=0.05),
    clip_grad=dict(max_norm=5),
)
custom_hooks = [dict(type='STNHealthHook')]

train_dataloader = dict(dataset=dict(pipeline=dict(crop=dict(context=1.25))))
val_dataloader = dict(dataset=dict(pipeline=dict(crop=dict(context=1.25))))
test_dataloader = val_dataloader
val_evaluator = dict(type='ViewIoUMetric')
test_evaluator = val_evaluator
default_hooks = dict(
    logger=dict(interval=30), checkpoint=dict(interval=14, max_keep_ckpts=1)
)
