# Weizmann person tubes of a real, loose detector; 3 frames a clip (TSN).
# Build the annotations with tools/data/weizmann/build_annotations.py; the
# folder is data/weizmann or that of the environment variable WEIZMANN_ROOT.
# The folds (WEIZMANN_FOLD) leave actors out.
#
# Nobody knows the true boxes. Training puts some noise on the detector's as
# augmentation; validation takes them as they are, and for the target.
dataset_type = 'PersonTubeDataset'
data_root = '{{$WEIZMANN_ROOT:data/weizmann}}'
data_prefix = dict(video='{{$WEIZMANN_VIDEOS:videos}}')
num_classes = 10

# With the environment variable FRAME_CACHE, a folder, each video is decoded just
# once.
decode = dict(
    type='DecodeOnce',
    decoder=[dict(type='DecordInit'), dict(type='DecordDecode')],
    cache_dir='{{$FRAME_CACHE:off}}',
)
# HOG's boxes leave a margin around the person already.
crop = dict(type='TubeCrop', size=112, context=1.0, target_margin=1.0)
train_pipeline = [
    dict(type='SampleFrames', clip_len=1, frame_interval=1, num_clips=3),
    decode,
    dict(type='TubeBoxNoise', level=0.2),
    crop,
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
    decode,
    dict(type='TubeBoxNoise', level=0.0, seed=0),
    crop,
    dict(type='FormatShape', input_format='NCHW'),
    dict(type='PackTubeInputs'),
]

train_dataloader = dict(
    batch_size=8,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        ann_file='weizmann_fold{{$WEIZMANN_FOLD:0}}_train.json',
        data_prefix=data_prefix,
        pipeline=train_pipeline,
    ),
)
val_dataloader = dict(
    batch_size=30,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        ann_file='weizmann_fold{{$WEIZMANN_FOLD:0}}_val.json',
        data_prefix=data_prefix,
        pipeline=val_pipeline,
        test_mode=True,
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(type='AccMetric')
test_evaluator = val_evaluator
