# CNN, tight crops of 64 px.
_base_ = './_base_/tight.py'
