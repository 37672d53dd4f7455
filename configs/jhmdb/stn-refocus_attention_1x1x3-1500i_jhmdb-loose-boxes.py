# The localisation network alone, from random initialisation, on the re-focus
# loss: no backbone in the loop. Its checkpoint is the stn_checkpoint of the
# recognisers.
_base_ = [
    '../_base_/datasets/jhmdb_person_tubes.py',
    '../_base_/schedules/refocus_sgd.py', '../_base_/default_runtime.py'
]
stn = dict(
    type='SpatialTransformer',
    localisation=dict(type='LargeKernelConv', kernel_sizes=(9, 7, 5, 5)),
    transformation='attention',
    num_steps=2,
    output_size=96)
model = dict(
    type='STNRefocuser',
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    data_preprocessor=dict(
        type='ActionDataPreprocessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        format_shape='NCHW'))
custom_hooks = [dict(type='STNHealthHook')]

train_dataloader = dict(
    batch_size=32, sampler=dict(type='InfiniteSampler', shuffle=True))
val_evaluator = dict(type='ViewIoUMetric')
test_evaluator = val_evaluator
log_processor = dict(by_epoch=False)
default_hooks = dict(checkpoint=dict(by_epoch=False, interval=500))
