# Your own person tubes: data_root/videos, data_root/train.json and val.json;
# 3 frames a clip (TSN). Training draws noise of every level, so that good boxes
# are left alone; validation takes the boxes as they are.
dataset_type = 'PersonTubeDataset'
data_root = 'data/mine'
data_prefix = dict(video='videos')

# Wide context: the person is to be inside whatever the box.
crop = dict(type='TubeCrop', size=144, context=1.4)
train_pipeline = [
    dict(type='SampleFrames', clip_len=1, frame_interval=1, num_clips=3),
    dict(type='DecordInit'),
    dict(type='DecordDecode'),
    dict(
        type='RandomChoice',
        transforms=[[dict(type='TubeBoxNoise', level=level)]
                    for level in (0., 0.25, 0.5, 0.75, 1., 1.)]), crop,
    dict(type='Flip', flip_ratio=0.5),
    dict(type='FormatShape', input_format='NCHW'),
    dict(type='PackTubeInputs')
]
val_pipeline = [
    dict(
        type='SampleFrames',
        clip_len=1,
        frame_interval=1,
        num_clips=3,
        test_mode=True),
    dict(type='DecordInit'),
    dict(type='DecordDecode'),
    # without clean_boxes the boxes themselves are the target
    dict(type='TubeBoxNoise', level=0.), crop,
    dict(type='FormatShape', input_format='NCHW'),
    dict(type='PackTubeInputs')
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
        pipeline=train_pipeline))
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
        test_mode=True))
test_dataloader = val_dataloader
