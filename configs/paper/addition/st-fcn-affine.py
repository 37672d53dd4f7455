# ST-FCN: one affine transformer, whose view of both channels the fully
# connected network sees.
_base_ = './_base_/addition.py'
model = dict(
    backbone=dict(
        layers='fc[80]-fc[80]',
        stn=dict(
            localisation=dict(
                type='PaperLocalisation',
                layers='conv[20,5,1,0]-max[2]-conv[20,5,1,0]-max[2]-fc[20]',
            ),
            transformation=dict(type='affine', min_scale=0.3, max_angle=2.0),
            sampler=dict(padding_mode='zeros'),
        ),
        stn_before=(0,),
    ),
    cls_head=dict(in_channels=80),
)
