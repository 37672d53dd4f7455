# T: the digit is anywhere in the image.
_base_ = './_base_/colocalisation.py'
