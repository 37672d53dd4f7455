# A small (2+1)-D recogniser: the frozen ImageNet network on every frame (a 2-D
# network inflated with temporal kernels of 1) and trained temporal
# convolutions on its maps.
_base_ = 'tsn_efficientnet-lite0_frozen.py'
model = dict(
    type='Recognizer3D',
    neck=dict(type='TemporalNeck', channels=1280),
    cls_head=dict(_delete_=True, type='I3DHead', **_base_.head),
    data_preprocessor=dict(format_shape='NCTHW'),
)
