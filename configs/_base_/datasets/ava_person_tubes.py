# AVA v2.2 as person tubes: one a person and key frame, several actions each.
# Build the annotations with tools/data/ava/build_annotations.py; the folder
# is data/ava or that of the environment variable AVA_ROOT.
dataset_type = 'PersonTubeDataset'
data_root = '{{$AVA_ROOT:data/ava}}'
data_prefix = dict(video='{{$AVA_VIDEOS:videos}}')
num_classes = 60

# The clips hold 2 seconds around the key frame, as the annotations are built.
train_pipeline = [
    dict(type='SampleFrames', clip_len=8, frame_interval=4, num_clips=1),
    dict(type='DecordInit'),
    dict(type='DecordDecode'),
    dict(type='TubeBoxNoise', level=0.5),
    dict(type='TubeCrop', size=256, context=1.4),
    dict(type='Flip', flip_ratio=0.5),
    dict(type='FormatShape', input_format='NCTHW'),
    dict(type='PackTubeInputs'),
]
val_pipeline = [
    dict(
        type='SampleFrames',
        clip_len=8,
        frame_interval=4,
        num_clips=1,
        test_mode=True,
    ),
    dict(type='DecordInit'),
    dict(type='DecordDecode'),
    dict(type='TubeCrop', size=256, context=1.4),
    dict(type='FormatShape', input_format='NCTHW'),
    dict(type='PackTubeInputs'),
]

train_dataloader = dict(
    batch_size=8,
    num_workers=8,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        ann_file='ava_train.json',
        data_prefix=data_prefix,
        multi_class=True,
        pipeline=train_pipeline,
    ),
)
val_dataloader = dict(
    batch_size=8,
    num_workers=8,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        ann_file='ava_val.json',
        data_prefix=data_prefix,
        multi_class=True,
        pipeline=val_pipeline,
        test_mode=True,
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(
    type='AVATubeMetric',
    ann_file=f'{data_root}/annotations/ava_val_v2.2.csv',
    exclude_file=f'{data_root}/annotations/'
    'ava_val_excluded_timestamps_v2.2.csv',
    label_file=f'{data_root}/annotations/'
    'ava_action_list_v2.2_for_activitynet_2019.pbtxt',
)
test_evaluator = val_evaluator
