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
stn = _base_.stn
stn.update(output_size=56)
model = dict(type='STNRecognizer3D', stn=stn, stn_checkpoint=None)
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')

val_pipeline = _base_.val_pipeline
val_pipeline[4].update(context=1.25)
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
val_evaluator = [dict(type='AccMetric'), dict(type='ViewIoUMetric')]
test_evaluator = val_evaluator
