# ST-CNN projective, digits 60 x 60 px, anywhere, with clutter.
# 199,950 parameters.
_base_ = './st-cnn-affine_tc.py'
model = dict(stn=dict(transformation=dict(type='projective')))
