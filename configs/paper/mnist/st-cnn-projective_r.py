# ST-CNN projective, digits turned by up to 90 degrees.
# 100,125 parameters.
_base_ = ['./_base_/mnist.py', './_base_/st-cnn-projective.py']
