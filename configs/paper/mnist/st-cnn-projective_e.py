# ST-CNN projective, digits bent by a thin-plate spline.
# 100,125 parameters.
_base_ = ['./_base_/mnist_e.py', './_base_/st-cnn-projective.py']
