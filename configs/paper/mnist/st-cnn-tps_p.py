# ST-CNN thin-plate spline, digits projected.
# 99,804 parameters.
_base_ = ['./_base_/mnist_p.py', './_base_/st-cnn-tps.py']
