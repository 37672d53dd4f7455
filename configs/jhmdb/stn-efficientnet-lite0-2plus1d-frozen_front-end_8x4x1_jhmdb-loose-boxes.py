# The front end before the 3-D recogniser that was trained on true boxes: see
# the front-end config of the 2-D recogniser (stn-tsn_...).
_base_ = (
    'stn-efficientnet-lite0-2plus1d-frozen_joint_8x4x1-3e_jhmdb-loose-boxes.py'
)
model = dict(loss_refocus=None)
