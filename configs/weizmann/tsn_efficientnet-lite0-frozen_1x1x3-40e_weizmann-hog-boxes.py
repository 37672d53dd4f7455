# Baseline: no STN, trained on the detector's boxes (with a little noise as
# augmentation).
_base_ = [
    '../_base_/models/tsn_efficientnet-lite0_frozen.py',
    '../_base_/datasets/weizmann_person_tubes.py',
    '../_base_/schedules/sgd_40e_head.py',
    '../_base_/default_runtime.py',
]
model = dict(cls_head=dict(num_classes=10))
default_hooks = dict(checkpoint=dict(interval=40, max_keep_ckpts=1))
