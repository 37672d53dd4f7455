"""The paper's classifiers, feature-map transformers and digit heads."""

import pytest
import torch
from mmaction.registry import MODELS
from mmaction.structures import ActionDataSample
from torch import nn

from stn_action.experiments.paper.models import (
    DigitSequenceHead,
    PaperBackbone,
)
from stn_action.transformer import SpatialTransformer

STN = dict(
    localisation=dict(type='PaperLocalisation', layers='svhn_multi'),
    transformation='affine',
)


def test_backbone_flattens_without_pooling_away():
    net = PaperBackbone('conv[4,5,1,0]-max[2]', size=12)
    x = torch.rand(2, 1, 12, 12)
    assert net.out_channels == 4 * 4 * 4
    torch.testing.assert_close(net(x)[..., 0, 0], net.layers(x).flatten(1))


def test_transformers_sit_before_the_named_convolutions():
    layers = 'conv[4,5,1,2]-max[2]-conv[6,5,1,2]-conv[8,5,1,2]-fc[10]'
    net = PaperBackbone(layers, 16, 3, stn=STN, stn_before=(0, 2))
    stns = [m for m in net.modules() if isinstance(m, SpatialTransformer)]
    sees = [stn.localisation.features[1].in_features for stn in stns]
    assert sees == [3 * 16 * 16, 6 * 8 * 8]
    assert net(torch.rand(2, 3, 16, 16)).shape == (2, 10, 1, 1)


def test_identity_transformers_change_nothing_and_learn():
    layers = 'conv[4,5,1,2]-max[2]-conv[6,5,1,2]'
    plain = PaperBackbone(layers, 16)
    net = PaperBackbone(layers, 16, stn=STN, stn_before=(0, 1))
    net.init_weights()
    convs = [m for m in plain.modules() if isinstance(m, nn.Conv2d)]
    own = [m for m in net.modules() if isinstance(m, nn.Conv2d)]
    for a, b in zip(convs, own):
        a.load_state_dict(b.state_dict())
    x = torch.rand(2, 1, 16, 16)
    torch.testing.assert_close(net(x), plain(x), atol=1e-4, rtol=1e-4)
    net(x).square().sum().backward()
    for module in net.modules():
        if isinstance(module, SpatialTransformer):
            grad = module.localisation.regressor.bias.grad
            assert grad.abs().sum() > 0


@pytest.mark.parametrize(
    'kwargs, message',
    [
        (dict(stn=STN, stn_before=(2,)), r'convolutions of .*, 0 to 1'),
        (dict(stn=STN), 'go together'),
        (dict(stn_before=(0,)), 'go together'),
    ],
)
def test_bad_places_are_refused(kwargs, message):
    with pytest.raises(ValueError, match=message):
        PaperBackbone('conv[4,5,1,2]-conv[4,5,1,2]', 16, **kwargs)


def samples(*labels):
    return [ActionDataSample().set_gt_label(list(row)) for row in labels]


def test_digit_head_by_hand():
    """Equal scores: each position costs log 11."""
    head = DigitSequenceHead(4, dropout_ratio=0)
    nn.init.zeros_(head.fc_cls.weight)
    nn.init.zeros_(head.fc_cls.bias)
    losses = head.loss(
        torch.rand(2, 4, 1, 1), samples([0] * 5, [1, 2, 10, 10, 10])
    )
    torch.testing.assert_close(
        losses['loss_cls'], 5 * torch.tensor(11.0).log()
    )
    torch.testing.assert_close(losses['number_acc'], torch.tensor(0.5))


def test_digit_head_predicts_position_by_position():
    head = DigitSequenceHead(2, num_classes=3, num_digits=2, dropout_ratio=0)
    with torch.no_grad():
        head.fc_cls.weight.zero_()
        head.fc_cls.bias.copy_(torch.tensor([0.0, 5, 0, 0, 0, 5]))
    out = head.predict(torch.zeros(1, 2, 1, 1), samples([1, 2]))[0]
    assert out.pred_label.tolist() == [1, 2]
    torch.testing.assert_close(out.pred_score.sum(-1), torch.ones(2))


def test_digit_head_refuses_other_label_counts():
    head = DigitSequenceHead(2)
    with pytest.raises(ValueError, match=r'needs 5 labels .* shape \(3,\)'):
        head.loss(torch.zeros(1, 2, 1, 1), samples([1, 2, 3]))


@pytest.mark.parametrize(
    'family', ['affine', 'projective', 'thin_plate_spline']
)
def test_a_digit_classifier_with_stn_trains_a_step(family):
    torch.manual_seed(0)
    model = MODELS.build(
        dict(
            type='STNRecognizer2D',
            backbone=dict(
                type='PaperBackbone', layers='conv[4,9,1,0]-max[2]', size=28
            ),
            cls_head=dict(
                type='TSNHead',
                num_classes=10,
                in_channels=400,
                dropout_ratio=0,
                average_clips='prob',
            ),
            stn=dict(
                localisation=dict(type='PaperLocalisation', size=28),
                transformation=family,
                looks_at=dict(type='FeatureMap', channels=1),
            ),
            data_preprocessor=dict(
                type='ActionDataPreprocessor', mean=[0.0], std=[255.0]
            ),
        )
    )
    model.init_weights()
    data = model.data_preprocessor(
        dict(
            inputs=[torch.randint(0, 255, (1, 1, 28, 28)) for _ in range(4)],
            data_samples=[
                ActionDataSample().set_gt_label(n) for n in range(4)
            ],
        )
    )
    sum(
        v for k, v in model(**data, mode='loss').items() if 'loss' in k
    ).backward()
    assert model.stn.localisation.regressor.weight.grad.abs().sum() > 0
    out = model.eval()(**data, mode='predict')
    assert out[0].pred_score.shape == (10,)
