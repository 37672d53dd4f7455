# The front end: a localisation network that was trained alone, before a
# recogniser that was trained on true boxes. Nothing is retrained:
#   python tools/test.py THIS RECOGNISER.pth \
#       --cfg-options model.stn_checkpoint=STN.pth
_base_ = (
    'stn-tsn_efficientnet-lite0-frozen_joint_1x1x3-3e_jhmdb-loose-boxes.py'
)
model = dict(loss_refocus=None)
