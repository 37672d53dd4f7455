# 2x ST-CNN: two views at a fixed scale of 50 %, which start on the left and on
# the right. The source is 448 px, the localisation network sees 224 px, each
# view is 224 px. Unlike the paper's, it starts at random, and the views share
# one backbone.
_base_ = './cnn_resnet50_224.py'
# the crop as it is
train_dataloader = dict(
    batch_size=16, dataset=dict(pipeline=dict(resize=None))
)
val_dataloader = dict(batch_size=16, dataset=dict(pipeline=dict(resize=None)))
test_dataloader = val_dataloader
model = dict(
    type='STNRecognizer2D',
    cls_head=dict(in_channels=2 * 2048),
    stn=dict(
        type='ParallelSpatialTransformer',
        tiles=[(-1, -0.5, 0, 0.5), (0, -0.5, 1, 0.5)],
        transformation='translation',
        localisation=dict(
            type='LargeKernelConv',
            kernel_sizes=(9, 7, 5, 5, 5),
            channels=(24, 48, 64, 64, 64),
        ),
        looks_at=dict(type='Thumbnail', size=224),
        output_size=224,
        lr_mult=1e-3,
    ),
)
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
custom_hooks = [dict(type='STNHealthHook')]
