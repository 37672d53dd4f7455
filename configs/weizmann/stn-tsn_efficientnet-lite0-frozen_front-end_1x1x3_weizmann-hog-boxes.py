# The front end: the localisation network that was trained alone, before the
# recogniser that was trained on the detector's boxes. Nothing is retrained:
#   python tools/test.py THIS RECOGNISER.pth \
#       --cfg-options model.stn_checkpoint=STN.pth
_base_ = (
    'stn-tsn_efficientnet-lite0-frozen_joint_1x1x3-40e_weizmann-loose-boxes.py'
)
model = dict(loss_refocus=None)
