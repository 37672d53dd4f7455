# Weizmann person tubes of a real, loose detector; 3 frames a clip (TSN).
# Build the annotations with tools/data/weizmann/build_annotations.py; the
# folder is data/weizmann or that of the environment variable WEIZMANN_ROOT.
# The folds (WEIZMANN_FOLD) leave actors out.
#
# Nobody knows the true boxes. In training some noise is put on top, so that a
# view can learn to undo it (self-denoising); validation is on the detector's
# boxes as they are.
dataset_type = 'PersonTubeDataset'
data_root = '{{$WEIZMANN_ROOT:data/weizmann}}'
data_prefix = dict(video='{{$WEIZMANN_VIDEOS:videos}}')
num_classes = 10

# the detector's boxes already leave a margin around the person
crop = dict(type='TubeCrop', size=144, context=1.25, target_margin=1.)
train_pipeline = [
    dict(type='SampleFrames', clip_len=1, frame_interval=1, num_clips=3),
    dict(type='DecordInit'),
    dict(type='DecordDecode'),
    dict(type='TubeBoxNoise', level=0.5),
    crop,
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
    crop,
    dict(type='FormatShape', input_format='NCHW'),
    dict(type='PackTubeInputs')
]

train_dataloader = dict(
    batch_size=12,
    num_workers=2,
    persistent_workers=True,
    sampler=dict(type='DefaultSampler', shuffle=True),
    dataset=dict(
        type=dataset_type,
        data_root=data_root,
        ann_file='weizmann_fold{{$WEIZMANN_FOLD:0}}_train.json',
        data_prefix=data_prefix,
        pipeline=train_pipeline))
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
        test_mode=True))
test_dataloader = val_dataloader

val_evaluator = dict(type='AccMetric')
test_evaluator = val_evaluator
