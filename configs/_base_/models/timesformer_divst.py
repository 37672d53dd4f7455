# TimeSformer with divided space-time attention, as MMAction2's.
_base_ = 'video_transformer.py'
model = dict(
    backbone=dict(
        type='TimeSformer',
        num_frames=8,
        img_size=224,
        patch_size=16,
        attention_type='divided_space_time',
    ),
    data_preprocessor=dict(
        mean=[127.5, 127.5, 127.5], std=[127.5, 127.5, 127.5]
    ),
)
