# The joint recipe for the 3-D recogniser: see the joint config of the 2-D
# recogniser (stn-tsn_...). The localisation network and its checkpoint are the
# same.
_base_ = [
    '../_base_/stn/attention-efficientnet-lite0.py',
    '../_base_/models/efficientnet-lite0-2plus1d_frozen.py',
    '../_base_/datasets/jhmdb_person_tubes_surroundings.py',
    '../_base_/schedules/sgd_3e_head.py',
    '../_base_/default_runtime.py',
]
model = dict(type='STNRecognizer3D', **_base_.joint)
custom_hooks = [dict(type='STNHealthHook')]
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')

train_dataloader = dict(dataset=dict(pipeline=_base_.clip_8x4x1))
val_dataloader = dict(dataset=dict(pipeline=_base_.clip_8x4x1))
test_dataloader = val_dataloader
