# The same on the pixels of a 64 px thumbnail: for any backbone, frozen or not.
_base_ = 'stn-refocus_attention-features_1x1x3-1000i_jhmdb-loose-boxes.py'
model = dict(
    backbone=None,
    stn=dict(
        _delete_=True,
        type='SpatialTransformer',
        localisation=dict(type='LargeKernelConv', kernel_sizes=(9, 7, 5, 5)),
        transformation='attention',
        thumbnail_size=64,
        output_size=112,
        lr_mult=1e-3,
    ),
)
