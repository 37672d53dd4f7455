# ST-CNN affine, digits turned by up to 90 degrees.
# 100,083 parameters.
_base_ = ['./_base_/mnist.py', './_base_/st-cnn-affine.py']
