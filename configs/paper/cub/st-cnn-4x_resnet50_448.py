# 4x ST-CNN: four views at a fixed scale of 50 %, which start on the quarters.
_base_ = './st-cnn-2x_resnet50_448.py'
model = dict(
    cls_head=dict(in_channels=4 * 2048),
    stn=dict(
        tiles=[(-1, -1, 0, 0), (0, -1, 1, 0), (-1, 0, 0, 1), (0, 0, 1, 1)]
    ),
)
