# ST-CNN affine, digits bent by a thin-plate spline.
# 100,083 parameters.
_base_ = ['./_base_/mnist_e.py', './_base_/st-cnn-affine.py']
