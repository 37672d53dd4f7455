# The joint recipe: the localisation network that was trained alone
# (model.stn_checkpoint) and the recogniser that was trained on true boxes
# (load_from) go on together on loose boxes. The network's learning rate is
# 1e-3 of the recogniser's, and it keeps the re-focus loss.
_base_ = [
    '../_base_/stn/attention-efficientnet-lite0.py',
    '../_base_/models/tsn_efficientnet-lite0_frozen.py',
    '../_base_/datasets/jhmdb_person_tubes_surroundings.py',
    '../_base_/schedules/sgd_3e_head.py',
    '../_base_/default_runtime.py',
]
model = dict(type='STNRecognizer2D', **_base_.joint)
custom_hooks = [dict(type='STNHealthHook')]
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
