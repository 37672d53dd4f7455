# Attention view, learning rate 1e-3 of the backbone's (for SGD). The
# localisation network, random as ever and of large kernels, reads early
# feature maps of the recogniser's own frozen EfficientNet-Lite0 (TimmFrames),
# 12 px for a thumbnail of 96 px, without a gradient, and looks a second time
# through the first view. Each frame has its own theta: boxes drift and jump.
stn = dict(
    type='SpatialTransformer',
    features=dict(
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
        channels=40 + 112,
        stride=8,
    ),
    localisation=dict(
        type='LargeKernelConv',
        reduce=64,
        kernel_sizes=(9, 7, 5),
        channels=(64, 64, 64),
        strides=(2, 1, 2),
    ),
    transformation='attention',
    thumbnail_size=96,
    output_size=112,
    temporal='frame',
    num_steps=2,
    coordinates=True,
    lr_mult=1e-3,
)

# The model's keys of a front end: the localisation network that was trained
# alone (stn_checkpoint), before a recogniser. The crop has context 2 (the data
# sets *_surroundings.py), of which the network sees a window of 0.7. The
# recogniser is shown a little around the view, whose thetas are pulled
# together where they nearly agree over time, and the box itself, of context
# 1.1, where the view nearly agrees with it.
front_end = dict(
    stn=dict(**stn, window=0.7),
    stn_checkpoint=None,
    view_context=1.08,
    steady=0.09,
    keep_box=dict(scale=1.1 / 2.0, iou=0.85),
)
# What is added where network and recogniser go on together.
joint = dict(
    loss_refocus=dict(type='RefocusLoss'), stn_norm_eval=True, theta_noise=0.15
)
