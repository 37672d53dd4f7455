# The localisation network alone on AVA: from the detector's box, with noise,
# to the annotated one. Its checkpoint is the recogniser's stn_checkpoint.
_base_ = [
    '../_base_/stn/attention_lr1e-4.py',
    '../_base_/datasets/ava_person_tubes.py',
    '../_base_/schedules/refocus_adamw.py',
    '../_base_/default_runtime.py',
]
stn = _base_.stn
stn.update(output_size=224)
model = dict(
    type='STNRefocuser',
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    data_preprocessor=dict(
        type='ActionDataPreprocessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        format_shape='NCTHW',
    ),
)
train_dataloader = dict(
    batch_size=32, sampler=dict(type='InfiniteSampler', shuffle=True)
)
# every tube needs a clean box here: built with --matched-only
val_dataloader = dict(dataset=dict(ann_file='ava_val_matched.json'))
test_dataloader = val_dataloader
val_evaluator = dict(_delete_=True, type='ViewIoUMetric')
test_evaluator = val_evaluator
log_processor = dict(by_epoch=False)
default_hooks = dict(
    checkpoint=dict(by_epoch=False, interval=500), logger=dict(interval=50)
)
