_base_ = (
    'stn-i3d_k400-pre-r50_attention-lr1e-4_1xb8-32x1x1-15e_jhmdb-tubes-rgb.py'
)
model = dict(stn=dict(lr_mult=1e-5))
