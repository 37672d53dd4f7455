# ST-CNN Single: one affine transformer before the input, tight crops of 64 px.
_base_ = './_base_/tight.py'
model = dict(
    type='STNRecognizer2D',
    stn=dict(
        localisation=dict(
            type='PaperLocalisation',
            layers='conv[16,5,2,2]-max[2]-conv[32,5,1,2]-fc[32]-fc[32]',
            size=64,
            batch_norm=True,
        ),
        transformation='affine',
        thumbnail_size=None,
    ),
)
