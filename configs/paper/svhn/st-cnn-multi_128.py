# ST-CNN Multi: an affine transformer before each of the first four
# convolutions, loose crops of 128 px.
_base_ = './_base_/svhn_loose.py'
model = dict(
    backbone=dict(
        stn=dict(
            localisation=dict(type='PaperLocalisation', layers='svhn_multi'),
            transformation='affine',
        ),
        stn_before=(0, 1, 2, 3),
    )
)
