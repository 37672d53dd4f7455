# JHMDB, with the crop of an STN that sees a part of it: see tube_loaders.py.
_base_ = 'jhmdb_person_tubes_wide.py'
train_dataloader = dict(dataset=dict(pipeline=_base_.surroundings))
val_dataloader = dict(dataset=dict(pipeline=_base_.surroundings_test))
test_dataloader = val_dataloader
