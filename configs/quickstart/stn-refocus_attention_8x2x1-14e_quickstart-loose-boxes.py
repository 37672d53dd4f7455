# The localisation network alone, from random initialisation, on the re-focus
# loss: no backbone in the loop.
_base_ = [
    '../_base_/stn/attention_lr1e-3.py',
    '../_base_/datasets/quickstart_person_tubes.py',
    '../_base_/schedules/quickstart_14e.py',
    '../_base_/default_runtime.py',
]
stn = _base_.stn
stn.update(output_size=56)
model = dict(
    type='STNRefocuser',
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    data_preprocessor=dict(
        type='ActionDataPreprocessor',
        mean=[115.0, 115.0, 115.0],
        std=[60.0, 60.0, 60.0],
        format_shape='NCTHW',
    ),
)
# no backbone, no multiplier: AdamW needs fewer steps here than SGD
optim_wrapper = dict(
    _delete_=True,
    optimizer=dict(type='AdamW', lr=1e-3, weight_decay=0.05),
    clip_grad=dict(max_norm=5),
)
custom_hooks = [dict(type='STNHealthHook')]

train_pipeline = _base_.train_pipeline
train_pipeline[4].update(context=1.25)
val_pipeline = _base_.val_pipeline
val_pipeline[4].update(context=1.25)
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(type='ViewIoUMetric')
test_evaluator = val_evaluator
default_hooks = dict(
    logger=dict(interval=30), checkpoint=dict(interval=14, max_keep_ckpts=1)
)
