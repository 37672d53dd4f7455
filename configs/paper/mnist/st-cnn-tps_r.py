# ST-CNN thin-plate spline, digits turned by up to 90 degrees.
# 99,804 parameters.
_base_ = ['./_base_/mnist.py', './_base_/st-cnn-tps.py']
