# The recogniser, no STN: a head on frozen ImageNet features, which timm
# downloads; for a file, see _base_/models.
_base_ = [
    '../_base_/models/tsn_efficientnet-lite0_frozen.py',
    '../_base_/datasets/person_tubes.py',
    '../_base_/training_noise.py',
    '../_base_/schedules/sgd_10e_head.py',
    '../_base_/default_runtime.py',
]
model = dict(
    backbone=dict(pretrained=True, checkpoint_path=''),
    cls_head=dict(num_classes=None),  # that of the annotation file
)
train_dataloader = dict(dataset=dict(pipeline=_base_.jittered_boxes))
