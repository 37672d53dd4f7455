_base_ = (
    'stn-tsn_k400-pre-r50_attention-lr1e-4_1xb8-1x1x8-15e_jhmdb-tubes-rgb.py'
)
model = dict(stn=dict(lr_mult=1e-3))
