# CNN, tight crops of 64 px.
_base_ = './_base_/svhn.py'
