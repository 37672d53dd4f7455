# ST-CNN Single: one affine transformer before the input, loose crops of
# 128 px.
_base_ = ['./_base_/svhn_loose.py', './_base_/transformers.py']
single = _base_.single
single.localisation.update(size=128)
model = dict(type='STNRecognizer2D', stn=single)
