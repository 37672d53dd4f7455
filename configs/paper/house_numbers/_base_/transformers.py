# The transformers of ST-CNN Single and Multi, as those of svhn/ but with
# batch norm.
_base_ = '../../svhn/_base_/transformers.py'
multi = dict(stn=dict(localisation=dict(batch_norm=True)))
single = dict(localisation=dict(batch_norm=True))
