# FCN, digits turned by up to 90 degrees.
# 99,670 parameters.
_base_ = ['./_base_/mnist.py', './_base_/fcn.py']
