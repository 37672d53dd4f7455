# ST-CNN projective, digits turned, scaled and shifted, 42 x 42 px.
# 100,275 parameters.
_base_ = './st-cnn-affine_rts.py'
model = dict(stn=dict(transformation=dict(type='projective')))
