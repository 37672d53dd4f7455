# FCN, digits bent by a thin-plate spline.
# 99,670 parameters.
_base_ = ['./_base_/mnist_e.py', './_base_/fcn.py']
