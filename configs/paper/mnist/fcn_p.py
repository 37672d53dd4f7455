# FCN, digits projected.
# 99,670 parameters.
_base_ = ['./_base_/mnist_p.py', './_base_/fcn.py']
