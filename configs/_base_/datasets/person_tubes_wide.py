# Your own person tubes, with the wide crop of an STN: see tube_loaders.py.
_base_ = 'person_tubes.py'
train_dataloader = dict(dataset=dict(pipeline=_base_.wide))
val_dataloader = dict(dataset=dict(pipeline=_base_.wide))
test_dataloader = val_dataloader
val_evaluator = _base_.with_view_evaluator
test_evaluator = val_evaluator
