# ST-CNN Single: one affine transformer before the input, loose crops of
# 128 px.
_base_ = './_base_/svhn_loose.py'
model = dict(
    type='STNRecognizer2D',
    stn=dict(
        localisation=dict(
            type='PaperLocalisation', layers='svhn_single', size=128
        ),
        transformation='affine',
        thumbnail_size=None,
    ),
)
