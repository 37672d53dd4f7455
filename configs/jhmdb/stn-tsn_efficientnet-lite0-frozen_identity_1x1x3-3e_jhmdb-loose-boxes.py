# Baseline: the joint recipe with the STN kept at the identity. It starts there,
# and without the re-focus loss and with the view detached from the
# classification loss no gradient reaches it.
_base_ = (
    'stn-tsn_efficientnet-lite0-frozen_joint_1x1x3-3e_jhmdb-loose-boxes.py'
)
model = dict(loss_refocus=None, detach_view=True)
find_unused_parameters = True  # of distributed training
custom_hooks = []  # the health hook would warn that the view never moves
