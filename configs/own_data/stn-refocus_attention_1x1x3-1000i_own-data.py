# The localisation network alone, from random initialisation, on the re-focus
# loss: no backbone in the loop. Its checkpoint is the stn_checkpoint of the
# recogniser.
_base_ = [
    '../_base_/stn/attention_lr1e-3.py', '../_base_/datasets/person_tubes.py',
    '../_base_/schedules/refocus_adamw.py', '../_base_/default_runtime.py'
]
stn = _base_.stn
stn.update(output_size=80)
model = dict(
    type='STNRefocuser',
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    data_preprocessor=dict(
        type='ActionDataPreprocessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        format_shape='NCHW'))
train_dataloader = dict(
    batch_size=32, sampler=dict(type='InfiniteSampler', shuffle=True))
val_evaluator = dict(type='ViewIoUMetric')
test_evaluator = val_evaluator
log_processor = dict(by_epoch=False)
default_hooks = dict(
    checkpoint=dict(by_epoch=False, interval=500), logger=dict(interval=50))
