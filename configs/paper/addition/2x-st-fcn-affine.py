# 2x ST-FCN: two affine transformers side by side, each of both channels; the
# fully connected network sees the four channels of their views.
_base_ = './st-fcn-affine.py'
model = dict(
    backbone=dict(layers='fc[36]-fc[80]', num_parallel=2),
)
