"""Operations counted by hand, and the size of equal cost."""

import pytest
from mmengine.config import Config

import stn_action
from stn_action.cli.fit import cost
from stn_action.cli.fit.configs import resized

stn_action.register_all_modules()
FRAMES, CLASSES = 2, 5


def config(size: int) -> Config:
    """A ResNet-18 on two frames."""
    steps = dict(
        order=['sample', 'decode', 'crop', 'format', 'pack'],
        sample=dict(type='SampleFrames', clip_len=1, num_clips=FRAMES),
        decode=dict(type='DecordDecode'),
        crop=dict(type='TubeCrop', size=size),
        format=dict(type='FormatShape', input_format='NCHW'),
        pack=dict(type='PackTubeInputs'),
    )
    loader = dict(dataset=dict(type='PersonTubeDataset', pipeline=steps))
    return Config(
        dict(
            default_scope='mmaction',
            model=dict(
                type='Recognizer2D',
                backbone=dict(
                    type='mmaction.ResNet',
                    depth=18,
                    pretrained=None,
                ),
                cls_head=dict(
                    type='TSNHead',
                    num_classes=CLASSES,
                    in_channels=512,
                    average_clips='prob',
                ),
                data_preprocessor=dict(
                    type='ActionDataPreprocessor',
                    mean=[0.0],
                    std=[1.0],
                    format_shape='NCHW',
                ),
            ),
            train_dataloader=loader,
            val_dataloader=loader,
            test_dataloader=loader,
        )
    )


def by_hand(size: int) -> int:
    """Of the first convolution: 7 x 7 on 3 channels, stride 2, no bias."""
    return FRAMES * (size // 2) ** 2 * 64 * 3 * 7 * 7


def test_operations_grow_with_the_area():
    small, large = cost.operations(config(64)), cost.operations(config(128))
    # all but the head is convolutional; 64 and 128 halve without rest
    assert large == pytest.approx(4 * small, rel=0.01)
    assert small > by_hand(64)


def test_counting_leaves_the_config_as_it_was():
    """The rival of equal cost is trained with it, weights included."""
    cfg = config(64)
    cfg.model.backbone.pretrained = 'torchvision://resnet18'
    before = cfg.to_dict()
    cost.equal_cost_size(cfg, 64, cost.operations(cfg), resized)
    assert cfg.to_dict() == before


def test_equal_cost_is_the_smallest_size_that_is_not_cheaper():
    plain, budget = config(64), cost.operations(config(96))
    size = cost.equal_cost_size(plain, 64, budget, resized)
    assert size == 96
    size = cost.equal_cost_size(plain, 64, budget - 1, resized)
    assert size == 96
    size = cost.equal_cost_size(plain, 64, budget + 1, resized)
    assert size > 96 and size % 8 == 0
    assert cost.operations(resized(plain, size - 8)) < budget + 1


def test_a_network_of_one_size_has_no_rival():
    def refuse(cfg, size):
        raise ValueError('224 only')

    assert cost.equal_cost_size(config(64), 64, 10**9, refuse) is None
