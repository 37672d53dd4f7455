# CNN, loose crops of 128 px.
_base_ = './_base_/svhn_loose.py'
