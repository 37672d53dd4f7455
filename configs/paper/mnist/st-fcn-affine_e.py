# ST-FCN affine, digits bent by a thin-plate spline.
# 100,397 parameters.
_base_ = ['./_base_/mnist_e.py', './_base_/st-fcn-affine.py']
