# ST-FCN affine, digits projected.
# 100,397 parameters.
_base_ = ['./_base_/mnist_p.py', './_base_/st-fcn-affine.py']
