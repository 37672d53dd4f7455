# The front end of tools/fit.py: the network of the released one, with the
# released weights or with those of a training on your data, and its crops.
_base_ = [
    '../../_base_/stn/person-front-end.py',
    '../../_base_/datasets/person_tubes_surroundings.py',
]
