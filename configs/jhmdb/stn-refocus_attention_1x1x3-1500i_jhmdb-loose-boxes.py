# The localisation network alone, from random initialisation, on the re-focus
# loss: no backbone in the loop. Its checkpoint is the stn_checkpoint of the
# recognisers. Noise of every level, so that good boxes are left alone.
_base_ = [
    '../_base_/stn/attention_lr1e-3.py',
    '../_base_/datasets/jhmdb_person_tubes.py',
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

# Wide context: the person is to be inside whatever the box.
crop = dict(type='TubeCrop', size=144, context=1.4)
train_pipeline = _base_.train_pipeline
train_pipeline[3] = dict(
    type='RandomChoice',
    transforms=[[dict(type='TubeBoxNoise', level=level)]
                for level in (0., 0.25, 0.5, 0.75, 1., 1.)])
train_pipeline[4] = crop
val_pipeline = _base_.val_pipeline
val_pipeline[4] = crop
train_dataloader = dict(
    batch_size=32,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(type='ViewIoUMetric')
test_evaluator = val_evaluator
log_processor = dict(by_epoch=False)
default_hooks = dict(
    checkpoint=dict(by_epoch=False, interval=500),
    logger=dict(interval=50))
