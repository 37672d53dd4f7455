# ST-CNN Single: one affine transformer before the input, loose crops of
# 128 px.
_base_ = './_base_/loose.py'
model = dict(
    type='STNRecognizer2D',
    stn=dict(
        localisation=dict(
            type='PaperLocalisation',
            layers='conv[16,5,4,2]-max[2]-conv[32,5,1,2]-fc[32]-fc[32]',
            size=128,
            batch_norm=True,
        ),
        transformation='affine',
        thumbnail_size=None,
    ),
)
