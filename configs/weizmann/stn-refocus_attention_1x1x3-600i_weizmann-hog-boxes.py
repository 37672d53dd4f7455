# Self-denoising: there are no true boxes, so noise is put on the detector's
# and the localisation network alone, from random initialisation, learns to
# undo it. Its checkpoint is the stn_checkpoint of the recogniser.
_base_ = [
    '../_base_/stn/attention_lr1e-3.py',
    '../_base_/datasets/weizmann_person_tubes.py',
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

# Noise of every level, so that good boxes are left alone.
train_pipeline = _base_.train_pipeline
train_pipeline[3] = dict(
    type='RandomChoice',
    transforms=[[dict(type='TubeBoxNoise', level=level)]
                for level in (0., 0.25, 0.5, 0.75, 1.)])
# The IoU with the detector's own boxes under noise, the same every time.
val_pipeline = _base_.val_pipeline
val_pipeline.insert(3, dict(type='TubeBoxNoise', level=1., seed=0))
train_dataloader = dict(
    batch_size=16,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
val_evaluator = dict(type='ViewIoUMetric')
test_evaluator = val_evaluator
train_cfg = dict(max_iters=600, val_interval=300)
param_scheduler = [
    dict(type='LinearLR', start_factor=0.05, end=60, by_epoch=False),
    dict(
        type='CosineAnnealingLR',
        begin=60,
        T_max=540,
        end=600,
        eta_min_ratio=0.001,
        by_epoch=False)
]
log_processor = dict(by_epoch=False)
default_hooks = dict(
    checkpoint=dict(by_epoch=False, interval=300, max_keep_ckpts=1),
    logger=dict(interval=50))
