# ST-CNN thin-plate spline, digits bent by a thin-plate spline.
# 99,804 parameters.
_base_ = ['./_base_/mnist_e.py', './_base_/st-cnn-tps.py']
