# Around a recogniser of MMAction2, whose model tools/fit.py adds: your own
# person tubes, boxes jittered as much as a view errs, and a fine-tuning.
_base_ = [
    '../../_base_/datasets/person_tubes.py',
    '../../_base_/training_noise.py',
    '../../_base_/schedules/sgd_15e.py',
    '../../_base_/default_runtime.py',
]
train_dataloader = dict(dataset=dict(pipeline=_base_.jittered_boxes))
