# A small (2+1)-D recogniser: the frozen ImageNet network on every frame (a 2-D
# network inflated with temporal kernels of 1) and trained temporal convolutions
# on its maps.
model = dict(
    type='Recognizer3D',
    backbone=dict(
        type='TimmFrames',
        name='tf_efficientnet_lite0',
        checkpoint_path='{{$EFFICIENTNET_LITE0:checkpoints/tf_efficientnet_lite0.pth}}',
    ),
    neck=dict(type='TemporalNeck', channels=1280),
    cls_head=dict(
        type='I3DHead',
        num_classes=21,
        in_channels=1280,
        spatial_type='avg',
        dropout_ratio=0.4,
        label_smooth_eps=0.1,
        average_clips='prob',
    ),
    data_preprocessor=dict(
        type='ActionDataPreprocessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        format_shape='NCTHW',
    ),
)
