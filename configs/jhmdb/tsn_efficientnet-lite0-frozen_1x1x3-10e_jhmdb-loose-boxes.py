# Baseline: no STN, trained and tested on loose boxes.
_base_ = [
    '../_base_/models/tsn_efficientnet-lite0_frozen.py',
    '../_base_/datasets/jhmdb_person_tubes.py',
    '../_base_/schedules/sgd_10e_head.py',
    '../_base_/default_runtime.py',
]
