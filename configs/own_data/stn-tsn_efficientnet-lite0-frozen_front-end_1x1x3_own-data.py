# The front end: a localisation network that was trained alone
# (model.stn_checkpoint), before a recogniser that was trained without an STN.
# Nothing is retrained.
_base_ = [
    '../_base_/stn/attention-efficientnet-lite0.py',
    '../_base_/models/tsn_efficientnet-lite0_frozen.py',
    '../_base_/datasets/person_tubes_surroundings.py',
    '../_base_/schedules/sgd_10e_head.py',
    '../_base_/default_runtime.py',
]
model = dict(
    type='STNRecognizer2D',
    backbone=dict(pretrained=True, checkpoint_path=''),
    cls_head=dict(num_classes=None),  # that of the annotation file
    **_base_.front_end,
)
custom_hooks = [
    dict(type='STNHealthHook'),
    dict(type='STNVisualizationHook', num_clips=4),
]
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
