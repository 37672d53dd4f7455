# ST-CNN Multi: an affine transformer before each of the first four
# convolutions, tight crops of 64 px.
_base_ = ['./_base_/svhn.py', './_base_/transformers.py']
model = dict(backbone=_base_.multi)
