# The released front end's network: it looks at the pixels of 64 px thumbnails
# alone, for any backbone. Frames of half the size (no thumbnail shows more),
# boxes that are wrong in many ways, frames that are cut off and stretched.
_base_ = 'stn-refocus_attention-thumbnail_1x1x3-1000i_jhmdb-loose-boxes.py'
model = dict(
    stn=dict(
        _delete_=True,
        type='SpatialTransformer',
        looks_at=dict(type='Thumbnail', size=64, coordinates=True),
        localisation=dict(type='VotingConv'),
        transformation='attention',
        temporal='frame',
        output_size=112,
        lr_mult=1e-3,
    ),
)

# Beside the kinds of the tests a wide one: boxes that are a little too tight
# or too loose, of another shape, shifted and jumping, all at once.
_wide = dict(
    type='TubeBoxNoise',
    looseness=1.6,
    tightness=0.65,
    shift=0.2,
    aspect=1.3,
    jitter=0.08,
    drift=0.3,
)
_noise = dict(
    _delete_=True,
    type='RandomChoice',
    transforms=_base_.localisation_noise['transforms']
    + [[dict(**_wide, level=level)] for level in (0.5, 1.0, 1.0)],
)
_crop = dict(size=64)
order = _base_.order
order.insert(order.index('framing'), 'reduce')
train_dataloader = dict(
    batch_size=32,
    dataset=dict(
        pipeline=dict(
            order=order,
            reduce=dict(type='ReduceFrames', scale=0.5),
            framing=dict(type='RandomFraming'),
            noise=_noise,
            crop=_crop,
        )
    ),
)
val_dataloader = dict(dataset=dict(pipeline=dict(crop=_crop)))
test_dataloader = val_dataloader

train_cfg = dict(max_iters=3000, val_interval=3000)
optim_wrapper = dict(
    optimizer=dict(lr=3e-3),
    paramwise_cfg=dict(norm_decay_mult=0.0, bias_decay_mult=0.0),
)
param_scheduler = [
    dict(**_base_.warm_up, end=100),
    dict(**_base_.cosine, begin=100, T_max=2900, end=3000),
]
# The mean of the weights on the way is better than any of them.
custom_hooks = [
    dict(
        type='EMAHook',
        ema_type='ExponentialMovingAverage',
        momentum=0.002,
        update_buffers=True,
    )
]
default_hooks = dict(checkpoint=dict(interval=1000))
