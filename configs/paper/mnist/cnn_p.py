# CNN, digits projected.
# 100,322 parameters.
_base_ = ['./_base_/mnist_p.py', './_base_/cnn.py']
