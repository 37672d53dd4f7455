# ST-CNN projective, digits projected.
# 100,125 parameters.
_base_ = ['./_base_/mnist_p.py', './_base_/st-cnn-projective.py']
