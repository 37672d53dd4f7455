# The generated clips of the quick start: 16 frames at 10 frames a second, of
# which every second is used. tools/quickstart.py generates them.
dataset_type = 'PersonTubeDataset'
data_root = 'data/quickstart'
num_classes = 8

# Boxes of training are drawn anew each time, like those in the annotation;
# the validation uses the annotation's.
train_pipeline = [
    dict(type='SampleFrames', clip_len=8, frame_interval=2, num_clips=1),
    dict(type='DecordInit', num_threads=1),
    dict(type='DecordDecode'),
    dict(type='TubeBoxNoise', level=1.0, start='clean_boxes'),
    dict(type='TubeCrop', size=112, temporal='clip'),
    dict(type='Flip', flip_ratio=0.5),
    dict(type='FormatShape', input_format='NCTHW'),
    dict(type='PackTubeInputs'),
]
val_pipeline = [
    dict(
        type='SampleFrames',
        clip_len=8,
        frame_interval=2,
        num_clips=1,
        test_mode=True,
    ),
    dict(type='DecordInit', num_threads=1),
    dict(type='DecordDecode'),
    dict(type='TubeBoxNoise', level=0.0, start='boxes'),
    dict(type='TubeCrop', size=112, temporal='clip'),
    dict(type='FormatShape', input_format='NCTHW'),
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
        pipeline=train_pipeline,
    ),
)
val_dataloader = dict(
    batch_size=16,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        ann_file='val.json',
        pipeline=val_pipeline,
        test_mode=True,
    ),
)
test_dataloader = val_dataloader
