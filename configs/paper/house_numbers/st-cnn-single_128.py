# ST-CNN Single: one affine transformer before the input, loose crops of
# 128 px. The view has 64 px, and the classifier is that of the tight crops:
# only a zoom gives the digits back their size. Bilinear sampling at two pixels
# of the crop for one of the view averages 2x2 of them, so needs no more.
_base_ = './_base_/loose.py'
model = dict(
    type='STNRecognizer2D',
    stn=dict(
        localisation=dict(
            type='PaperLocalisation',
            layers='conv[16,5,4,2]-max[2]-conv[32,5,1,2]-fc[32]-fc[32]',
            size=128,
            batch_norm=True),
        transformation='affine',
        thumbnail_size=None,
        output_size=64,
        supersample=1),
    backbone=dict(size=64))
