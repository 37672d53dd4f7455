# ST-FCN affine, digits turned by up to 90 degrees.
# 100,397 parameters.
_base_ = ['./_base_/mnist.py', './_base_/st-fcn-affine.py']
