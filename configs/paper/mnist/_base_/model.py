# A network of the paper's on one grey picture; its layers are its child's.
model = dict(
    type='Recognizer2D',
    backbone=dict(type='PaperBackbone', in_channels=1),
    cls_head=dict(
        type='TSNHead',
        num_classes=10,
        dropout_ratio=0,
        topk=(1,),
        average_clips='prob',
    ),
    data_preprocessor=dict(
        type='ActionDataPreprocessor',
        mean=[0.0],
        std=[80.0],
        format_shape='NCHW',
    ),
)
