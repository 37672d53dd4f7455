# Two parallel views of a person, of the upper body and of the legs, from one
# localisation network; their features are concatenated. There is no clean box
# for a part, so theta learns from the classification loss alone.
_base_ = (
    'stn-tsn_efficientnet-lite0-frozen_cls-loss_1x1x3-10e_jhmdb-loose-boxes.py'
)
model = dict(
    cls_head=dict(in_channels=2 * 1280),
    stn=dict(
        _delete_=True,
        type='ParallelSpatialTransformer',
        tiles=[(-1, -1, 1, 0.2), (-1, -0.2, 1, 1)],
        localisation=_base_.stn.localisation,
        looks_at=dict(type='Thumbnail', size=64),
        output_size=112,
        lr_mult=1e-3,
    ),
)
val_evaluator = [dict(type='AccMetric')]
test_evaluator = val_evaluator
