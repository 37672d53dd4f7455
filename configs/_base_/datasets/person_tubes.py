# Your own person tubes: data_root/videos, data_root/train.json and val.json;
# 3 frames a clip (TSN). Training puts a little noise on the boxes, the clean
# ones where there are any; validation takes the boxes as they are.
dataset_type = 'PersonTubeDataset'
data_root = 'data/mine'
data_prefix = dict(video='videos')

train_pipeline = [
    dict(type='SampleFrames', clip_len=1, frame_interval=1, num_clips=3),
    dict(type='DecordInit'),
    dict(type='DecordDecode'),
    dict(type='TubeBoxNoise', level=0.2),
    dict(type='TubeCrop', size=112, context=1.1),
    dict(type='Flip', flip_ratio=0.5),
    dict(type='FormatShape', input_format='NCHW'),
    dict(type='PackTubeInputs'),
]
val_pipeline = [
    dict(
        type='SampleFrames',
        clip_len=1,
        frame_interval=1,
        num_clips=3,
        test_mode=True,
    ),
    dict(type='DecordInit'),
    dict(type='DecordDecode'),
    # without clean_boxes the boxes themselves are the target
    dict(type='TubeBoxNoise', level=0.0),
    dict(type='TubeCrop', size=112, context=1.1),
    dict(type='FormatShape', input_format='NCHW'),
    dict(type='PackTubeInputs'),
]

train_dataloader = dict(
    batch_size=16,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        ann_file='train.json',
        data_prefix=data_prefix,
        pipeline=train_pipeline,
    ),
)
val_dataloader = dict(
    batch_size=32,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        ann_file='val.json',
        data_prefix=data_prefix,
        pipeline=val_pipeline,
        test_mode=True,
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(type='AccMetric')
test_evaluator = val_evaluator
