# ST-CNN projective, for pictures of 28 px.
_base_ = 'st-cnn-affine.py'
model = dict(stn=dict(transformation=dict(type='projective')))
