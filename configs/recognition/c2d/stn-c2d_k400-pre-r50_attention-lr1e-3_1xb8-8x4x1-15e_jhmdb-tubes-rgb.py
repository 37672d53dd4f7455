_base_ = (
    'stn-c2d_k400-pre-r50_attention-lr1e-4_1xb8-8x4x1-15e_jhmdb-tubes-rgb.py'
)
model = dict(stn=dict(lr_mult=1e-3))
