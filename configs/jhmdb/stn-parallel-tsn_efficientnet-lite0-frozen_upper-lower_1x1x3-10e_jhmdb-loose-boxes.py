# Two parallel views of a person, of the upper body and of the legs, from one
# localisation network; their features are concatenated. There is no clean box
# for a part, so theta learns from the classification loss alone.
_base_ = 'stn-tsn_efficientnet-lite0-frozen_joint_1x1x3-10e_jhmdb-loose-boxes.py'
model = dict(
    cls_head=dict(in_channels=2 * 1280),
    stn=dict(
        type='ParallelSpatialTransformer',
        tiles=[(-1, -1, 1, 0.2), (-1, -0.2, 1, 1)],
        num_steps=1,
        output_size=112),
    loss_refocus=None)
val_evaluator = [dict(type='AccMetric')]
test_evaluator = val_evaluator
