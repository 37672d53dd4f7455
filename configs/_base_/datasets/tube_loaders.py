# The pipeline steps that all data sets of person tubes share. The file of a
# data set adds the paths of its files and the noise of its boxes. Child
# configs and --cfg-options reach a step by its name:
#   train_dataloader = dict(dataset=dict(pipeline=dict(crop=dict(size=224))))
#   --cfg-options train_dataloader.dataset.pipeline.crop.size=224
# The order has places for steps that only some configs have: framing, noise.
# SampleFrames stands before the decoder's Init, which replaces the annotated
# number of frames.
_base_ = 'loaders.py'
dataset_type = 'PersonTubeDataset'
order = [
    'sample',
    'init',
    'decode',
    'framing',
    'noise',
    'crop',
    'flip',
    'format',
    'pack',
]
# 3 frames a clip, for TSN; the box with a little context.
_steps = dict(
    order=order,
    init=dict(type='DecordInit'),
    decode=dict(type='DecordDecode'),
    crop=dict(type='TubeCrop', size=112, context=1.1),
    format=dict(type='FormatShape', input_format='NCHW'),
    pack=dict(type='PackTubeInputs'),
)
_sample = dict(type='SampleFrames', clip_len=1, frame_interval=1, num_clips=3)

train_dataloader = dict(
    batch_size=16,
    dataset=dict(
        type=dataset_type,
        ann_file='train.json',
        pipeline=dict(
            **_steps, sample=_sample, flip=dict(type='Flip', flip_ratio=0.5)
        ),
    ),
)
val_dataloader = dict(
    batch_size=32,
    dataset=dict(
        type=dataset_type,
        ann_file='val.json',
        pipeline=dict(**_steps, sample=dict(**_sample, test_mode=True)),
    ),
)
test_dataloader = val_dataloader

# The parts below are for child configs, train and val alike:
#   val_dataloader = dict(dataset=dict(pipeline=_base_.clip_8x4x1))
# Clips for 3-D recognisers: frames x interval x number.
clip_8x4x1 = dict(
    sample=dict(clip_len=8, frame_interval=4, num_clips=1),
    format=dict(input_format='NCTHW'),
)
clip_16x2x1 = dict(
    sample=dict(clip_len=16, frame_interval=2, num_clips=1),
    format=dict(input_format='NCTHW'),
)
clip_32x1x1 = dict(
    sample=dict(clip_len=32, frame_interval=1, num_clips=1),
    format=dict(input_format='NCTHW'),
)
# For an STN: the crop has context around the box, so that a view can show
# limbs that the box cuts off, and enough pixels for a view that zooms in.
wide = dict(crop=dict(size=224, context=1.4))
# For an STN that looks at context 1.4. The localisation network sees the inner
# part of the crop. Around it the crop shows more of the frame, because a view
# must reach beyond a box that cuts the person off.
# A view is resampled twice, out of the frame and out of the crop. In tests the
# crop has enough pixels for a view as sharp as a crop of the box itself.
surroundings = dict(crop=dict(size=320, context=2.0))
surroundings_test = dict(crop=dict(size=480, context=2.0))
with_view_evaluator = [dict(type='AccMetric'), dict(type='ViewIoUMetric')]
