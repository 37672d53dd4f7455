# TC: anywhere, with 16 pieces of 6 x 6 px of other digits.
_base_ = './_base_/colocalisation.py'
dataset = dict(clutter=16)
train_dataloader = dict(dataset=dataset)
val_dataloader = dict(dataset=dataset)
test_dataloader = val_dataloader
