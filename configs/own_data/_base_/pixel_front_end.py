# A front end on the pixels of a thumbnail, for any backbone: what becomes of
# the view is as in ../../_base_/stn/attention-efficientnet-lite0.py. tools/
# fit.py puts it before a recogniser.
_base_ = [
    '../../_base_/stn/attention-efficientnet-lite0.py',
    '../../_base_/datasets/person_tubes_surroundings.py',
]
front_end = dict(
    stn=dict(
        _delete_=True,
        type='SpatialTransformer',
        localisation=dict(type='LargeKernelConv', kernel_sizes=(9, 7, 5, 5)),
        transformation='attention',
        looks_at=dict(type='Thumbnail', size=64, context=1.4),
        temporal='frame',
        lr_mult=1e-3,
        steps=_base_.view_steps,
    )
)
