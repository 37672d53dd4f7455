# The localisation network alone, from random initialisation, on the re-focus
# loss: no backbone in the loop.
_base_ = [
    '../_base_/datasets/quickstart_person_tubes.py',
    '../_base_/schedules/quickstart_14e.py', '../_base_/default_runtime.py'
]
stn = dict(
    type='SpatialTransformer',
    localisation=dict(type='LargeKernelConv', kernel_sizes=(9, 7, 5, 5)),
    transformation='attention',
    output_size=56)
model = dict(
    type='STNRefocuser',
    stn=stn,
    loss_refocus=dict(type='RefocusLoss'),
    data_preprocessor=dict(
        type='ActionDataPreprocessor',
        mean=[115., 115., 115.],
        std=[60., 60., 60.],
        format_shape='NCTHW'))
optim_wrapper = dict(clip_grad=dict(max_norm=5))
custom_hooks = [dict(type='STNHealthHook')]
val_evaluator = dict(type='ViewIoUMetric')
test_evaluator = val_evaluator

default_hooks = dict(
    logger=dict(interval=30), checkpoint=dict(interval=14, max_keep_ckpts=1))
