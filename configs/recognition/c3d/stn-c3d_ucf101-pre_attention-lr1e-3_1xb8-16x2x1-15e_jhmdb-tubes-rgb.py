_base_ = (
    'stn-c3d_ucf101-pre_attention-lr1e-4_1xb8-16x2x1-15e_jhmdb-tubes-rgb.py'
)
model = dict(stn=dict(lr_mult=1e-3))
