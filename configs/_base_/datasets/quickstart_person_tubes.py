# The generated clips of the quick start: 16 frames at 10 frames a second, of
# which every second is used. tools/quickstart.py generates them.
_base_ = 'tube_loaders.py'
data_root = 'data/quickstart'
num_classes = 8

_clip = dict(
    sample=dict(clip_len=8, frame_interval=2, num_clips=1),
    init=dict(num_threads=1),
    crop=dict(_delete_=True, type='TubeCrop', size=112, temporal='clip'),
    format=dict(input_format='NCTHW'),
)
# Boxes of training are drawn anew each time, like those in the annotation;
# the validation uses the annotation's.
train_dataloader = dict(
    dataset=dict(
        data_root=data_root,
        pipeline=dict(
            **_clip,
            noise=dict(type='TubeBoxNoise', level=1.0, start='clean_boxes'),
        ),
    )
)
val_dataloader = dict(
    batch_size=16,
    dataset=dict(
        data_root=data_root,
        pipeline=dict(
            **_clip,
            noise=dict(type='TubeBoxNoise', level=0.0, start='boxes'),
        ),
    ),
)
test_dataloader = val_dataloader
