# ImageNet weights of timm's tf_efficientnet_lite0 (num_classes=0). Where timm
# can download, use --cfg-options model.backbone.pretrained=True
# model.backbone.checkpoint_path='' instead of the file.
# Settings of the head, whatever its type.
head = dict(
    num_classes=21,
    in_channels=1280,
    spatial_type='avg',
    dropout_ratio=0.4,
    label_smooth_eps=0.1,
    average_clips='prob',
)
model = dict(
    type='Recognizer2D',
    backbone=dict(
        type='timm.tf_efficientnet_lite0',
        checkpoint_path='{{$EFFICIENTNET_LITE0:checkpoints/tf_efficientnet_lite0.pth}}',
    ),
    cls_head=dict(
        type='TSNHead', consensus=dict(type='AvgConsensus', dim=1), **head
    ),
    data_preprocessor=dict(
        type='ActionDataPreprocessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        format_shape='NCHW',
    ),
)
