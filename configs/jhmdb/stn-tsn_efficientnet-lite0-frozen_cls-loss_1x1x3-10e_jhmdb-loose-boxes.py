# Baseline: the STN as in the paper, from random initialisation, on the pixels
# of a thumbnail, with the classification loss alone. The README shows its
# results at several learning rates.
_base_ = [
    '../_base_/stn/attention_lr1e-3.py',
    '../_base_/models/tsn_efficientnet-lite0_frozen.py',
    '../_base_/datasets/jhmdb_person_tubes_wide.py',
    '../_base_/schedules/sgd_10e_head.py',
    '../_base_/default_runtime.py',
]
model = dict(
    type='STNRecognizer2D',
    stn=dict(**_base_.stn, output_size=112),
    data_preprocessor=dict(type='STNDataPreprocessor'),
)
custom_hooks = [dict(type='STNHealthHook')]
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
