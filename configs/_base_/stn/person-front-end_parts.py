# The released front end, and beside the person its upper and its lower half:
# the two places that the training clips chose in four of five folds, out of
# 25 for squares of half the side. At equal cost they were worth no more than
# more pixels (docs/experiments/part_views.md): this is where to start from,
# not a recipe to take. In a config, with an output_size, so that a half is as
# large as the whole:
#   model = dict(
#       stn=dict(_base_.stn, output_size=112), detach_view=True,
#       cls_head=dict(type='TSNViewsHead', num_views=3, in_channels=3 * 1280))
_base_ = 'person-front-end.py'
_parts = dict(
    type='Parts',
    boxes=[(-1, -1, 1, 1), (-0.5, -1, 0.5, 0), (-0.5, 0, 0.5, 1)],
)
stn = dict(steps=dict(parts=_parts))
front_end = dict(stn=dict(steps=dict(parts=_parts)))
