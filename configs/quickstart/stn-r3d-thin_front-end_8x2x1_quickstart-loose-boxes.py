# The STN as a front end: the recogniser of the true boxes and the
# localisation network (model.stn_checkpoint), put together without
# retraining. For tools/test.py with the recogniser's checkpoint.
_base_ = [
    '../_base_/stn/attention_lr1e-3.py',
    '../_base_/models/r3d_thin.py',
    '../_base_/datasets/quickstart_person_tubes.py',
    '../_base_/schedules/quickstart_14e.py',
    '../_base_/default_runtime.py',
]
model = dict(
    type='STNRecognizer3D',
    stn=dict(**_base_.stn, output_size=56),
    stn_checkpoint=None,
    data_preprocessor=dict(type='STNDataPreprocessor'),
)
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')

val_dataloader = dict(dataset=dict(pipeline=dict(crop=dict(context=1.25))))
test_dataloader = val_dataloader
val_evaluator = _base_.with_view_evaluator
test_evaluator = val_evaluator
