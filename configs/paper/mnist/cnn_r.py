# CNN, digits turned by up to 90 degrees.
# 100,322 parameters.
_base_ = ['./_base_/mnist.py', './_base_/cnn.py']
