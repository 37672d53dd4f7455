# Attention view, learning rate 1e-3 of the backbone's (for SGD). The
# localisation network, random as ever and of large kernels, reads early
# feature maps of the recogniser's own frozen EfficientNet-Lite0 (TimmFrames),
# 12 px for a thumbnail of 96 px, without a gradient, and looks a second time
# through the first view. It looks at the box with context 1.4, whatever the
# context of the crop. Each frame has its own theta: boxes drift and jump.
stn = dict(
    type='SpatialTransformer',
    looks_at=dict(
        type='BackboneFeatures',
        layers=(
            'net.conv_stem',
            'net.bn1',
            'net.blocks.0',
            'net.blocks.1',
            'net.blocks.2',
            'net.blocks.3',
            'net.blocks.4',
        ),
        taps=('net.blocks.2', 'net.blocks.4'),
        map_channels=40 + 112,
        stride=8,
        size=96,
        num_looks=2,
        coordinates=True,
        context=1.4,
    ),
    localisation=dict(
        type='LargeKernelConv',
        reduce=64,
        kernel_sizes=(9, 7, 5),
        channels=(64, 64, 64),
        strides=(2, 1, 2),
    ),
    transformation='attention',
    output_size=112,
    temporal='frame',
    lr_mult=1e-3,
)

# View steps. Steady pulls the thetas of a clip together where they nearly
# agree over time. KeepBox replaces a view that nearly agrees with the box by
# the box with context 1.1, as in the crops of a recogniser without an STN.
# This view is recorded. The recogniser sees a little more around it.
view_steps = dict(
    order=['steady', 'keep_box', 'record', 'context', 'noise', 'parts'],
    steady=dict(type='Steady', error=0.09),
    keep_box=dict(type='KeepBox', iou=0.85, context=1.1),
    record=dict(type='Record'),
    context=dict(type='Context', factor=1.08),
)
# Wide crops stay uint8; the recogniser's mean and std are for the view.
pixels = dict(type='STNDataPreprocessor')
# The model's keys of a front end: the localisation network that was trained
# alone (stn_checkpoint), before a recogniser. The crop has context 2 (the data
# sets *_surroundings.py), so that views may reach beyond what it looks at.
front_end = dict(
    stn=dict(**stn, steps=view_steps),
    stn_checkpoint=None,
    data_preprocessor=pixels,
)
# The model's keys where localisation network and recogniser train together.
joint = dict(
    stn={
        **stn,
        'localisation': dict(**stn['localisation'], norm_eval=True),
        'steps': dict(**view_steps, noise=dict(type='Noise', share=0.15)),
    },
    stn_checkpoint=None,
    loss_refocus=dict(type='RefocusLoss'),
    data_preprocessor=pixels,
)
