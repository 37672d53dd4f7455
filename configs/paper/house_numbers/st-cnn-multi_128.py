# ST-CNN Multi: an affine transformer before each of the first four
# convolutions, loose crops of 128 px.
_base_ = ['./_base_/loose.py', './_base_/transformers.py']
model = dict(backbone=_base_.multi)
