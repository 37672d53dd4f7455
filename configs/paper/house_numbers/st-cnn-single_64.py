# ST-CNN Single: one affine transformer before the input, tight crops of 64 px.
_base_ = ['./_base_/tight.py', './_base_/transformers.py']
single = _base_.single
single.localisation.update(
    size=64, layers='conv[16,5,2,2]-max[2]-conv[32,5,1,2]-fc[32]-fc[32]'
)
model = dict(type='STNRecognizer2D', stn=single)
