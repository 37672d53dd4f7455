# ST-CNN Single: one affine transformer before the input, tight crops of 64 px.
_base_ = './_base_/svhn.py'
model = dict(
    type='STNRecognizer2D',
    stn=dict(
        localisation=dict(
            type='PaperLocalisation', layers='svhn_single', size=64
        ),
        transformation='affine',
        thumbnail_size=None,
    ),
)
