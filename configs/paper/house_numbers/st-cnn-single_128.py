# ST-CNN Single: one affine transformer before the input, loose crops of
# 128 px.
_base_ = ['./_base_/loose.py', './_base_/transformers.py']
single = _base_.single
single.localisation.update(
    size=128, layers='conv[16,5,4,2]-max[2]-conv[32,5,1,2]-fc[32]-fc[32]'
)
model = dict(type='STNRecognizer2D', stn=single)
