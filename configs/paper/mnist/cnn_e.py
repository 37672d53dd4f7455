# CNN, digits bent by a thin-plate spline.
# 100,322 parameters.
_base_ = ['./_base_/mnist_e.py', './_base_/cnn.py']
