# ST-CNN affine, digits projected.
# 100,083 parameters.
_base_ = ['./_base_/mnist_p.py', './_base_/st-cnn-affine.py']
