# JHMDB person tubes, cut from frames at loose boxes; 3 frames a clip (TSN).
# Build the annotations with tools/data/jhmdb/build_annotations.py; the folder
# is data/jhmdb or that of the environment variable JHMDB_ROOT.
dataset_type = 'PersonTubeDataset'
data_root = '{{$JHMDB_ROOT:data/jhmdb}}'
data_prefix = dict(video='{{$JHMDB_VIDEOS:videos}}')
num_classes = 21

# SampleFrames stands before the decoder's Init, which replaces the annotated
# number of frames. Of the three decoders take Decord: its frames are the right
# ones for JHMDB, OpenCV and PyAV count 3 to 8 frames too many in each file,
# and about a sixth of the frames that OpenCV seeks are two too early. With the
# environment variable FRAME_CACHE, a folder, each video is decoded just once.
decode = dict(
    type='DecodeOnce',
    decoder=[dict(type='DecordInit'), dict(type='DecordDecode')],
    cache_dir='{{$FRAME_CACHE:off}}',
)
train_pipeline = [
    dict(type='SampleFrames', clip_len=1, frame_interval=1, num_clips=3),
    decode,
    dict(type='TubeBoxNoise', level=1.0),
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
    decode,
    dict(type='TubeBoxNoise', level=1.0, seed=0),
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
        ann_file='jhmdb_fold{{$JHMDB_FOLD:0}}_train.json',
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
        ann_file='jhmdb_fold{{$JHMDB_FOLD:0}}_val.json',
        data_prefix=data_prefix,
        pipeline=val_pipeline,
        test_mode=True,
    ),
)
test_dataloader = val_dataloader

val_evaluator = dict(type='AccMetric')
test_evaluator = val_evaluator
