# ST-CNN Single: one affine transformer before the input, tight crops of 64 px.
_base_ = ['./_base_/svhn.py', './_base_/transformers.py']
single = _base_.single
single.localisation.update(size=64)
model = dict(type='STNRecognizer2D', stn=single)
