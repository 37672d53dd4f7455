# Baseline: the joint recipe with the STN kept at the identity. It starts
# there, and no gradient reaches it: there is no re-focus loss, and the view is
# detached from the classification loss.
_base_ = (
    'stn-tsn_efficientnet-lite0-frozen_joint_1x1x3-3e_jhmdb-loose-boxes.py'
)
model = dict(loss_refocus=None, detach_view=True)
find_unused_parameters = True  # of distributed training
custom_hooks = []  # the health hook would warn that the view never moves
