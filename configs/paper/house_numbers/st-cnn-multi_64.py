# ST-CNN Multi: an affine transformer before each of the first four
# convolutions, tight crops of 64 px.
_base_ = './_base_/tight.py'
model = dict(
    backbone=dict(
        stn=dict(
            localisation=dict(
                type='PaperLocalisation', layers='svhn_multi', batch_norm=True
            ),
            transformation='affine',
        ),
        stn_before=(0, 1, 2, 3),
    )
)
