"""Co-localisation: its loss by a loop, its model and its data."""

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope

from stn_action.experiments.paper import FoundShareMetric
from stn_action.experiments.paper.datasets import CoLocalisationDataset
from stn_action.experiments.paper.models.colocaliser import (
    CoLocaliser,
    colocalisation_loss,
    random_patches,
)

ENCODER = dict(type='PaperBackbone', size=28, layers='conv[4,5,2,0]-max[2]')


@pytest.fixture(autouse=True)
def _scope():
    init_default_scope('mmaction')


@pytest.fixture
def digits(tmp_path):
    """40 digits of noise, four of each class."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 255, (40, 28, 28), np.uint8)
    labels = np.tile(np.arange(10), 4)
    path = tmp_path / 'digits.npz'
    np.savez(
        path,
        x_train=images,
        y_train=labels,
        x_test=images,
        y_test=labels,
    )
    return str(path)


def test_loss_by_a_loop():
    rng = np.random.default_rng(0)
    found, other = rng.normal(size=(2, 5, 7))
    total, pairs = 0.0, 0
    for n in range(5):
        for m in range(5):
            if m != n:
                alike = ((found[n] - found[m]) ** 2).sum()
                far = ((found[n] - other[n]) ** 2).sum()
                total += max(0.0, alike - far + 1.0)
                pairs += 1
    loss = colocalisation_loss(torch.tensor(found), torch.tensor(other))
    assert loss.item() == pytest.approx(total / pairs)


def test_gradients():
    torch.manual_seed(0)
    found, other = torch.randn(2, 4, 3, dtype=torch.float64)
    found.requires_grad_()
    assert torch.autograd.gradcheck(
        lambda e: colocalisation_loss(e, other), (found,)
    )
    with pytest.raises(ValueError, match='compares images, got 1'):
        colocalisation_loss(found[:1], other[:1])


def test_patches_are_parts_of_their_images():
    torch.manual_seed(0)
    images = torch.arange(3 * 100.0).view(3, 1, 10, 10)
    for image, patch in zip(images, random_patches(images, 4)):
        top, left = divmod(int(patch[0, 0, 0] - image[0, 0, 0]), 10)
        window = image[:, top : top + 4, left : left + 4]
        assert torch.equal(patch, window)


def test_boxes_are_where_the_digits_are(digits):
    data = CoLocalisationDataset(digits, digit=3, count=3)
    assert len(data) == 3
    for k in range(3):
        image = data[k]['inputs'][0, 0]
        left, top, right, bottom = data[k]['data_samples'].gt_box.int()
        assert image[top:bottom, left:right].equal(data.digits[3 + 10 * k])
        assert image.sum() == data.digits[3 + 10 * k].sum()
    cluttered = CoLocalisationDataset(digits, digit=3, count=3, clutter=16)
    assert cluttered[0]['inputs'].sum() > data[0]['inputs'].sum()
    with pytest.raises(ValueError, match='digit must be 0 to 9, got 10'):
        CoLocalisationDataset(digits, digit=10)


def model(checkpoint='none.pth'):
    return CoLocaliser(
        stn=dict(
            localisation=dict(
                type='PaperLocalisation', layers='colocalisation', size=84
            ),
            looks_at=dict(type='FeatureMap', channels=1),
            transformation='attention',
        ),
        encoder=ENCODER,
        encoder_checkpoint=checkpoint,
    )


def test_the_encoder_stays_as_it_was_trained(digits, tmp_path):
    from mmaction.registry import MODELS

    torch.manual_seed(0)
    backbone = MODELS.build(ENCODER)
    state = {f'backbone.{k}': v for k, v in backbone.state_dict().items()}
    torch.save(dict(state_dict=state), tmp_path / 'encoder.pth')
    trained = model(str(tmp_path / 'encoder.pth'))
    trained.init_weights()
    trained.train()
    data = CoLocalisationDataset(digits, digit=3, count=4)
    inputs = torch.stack([data[k]['inputs'] for k in range(4)]).float() / 80
    samples = [data[k]['data_samples'] for k in range(4)]
    trained(inputs, samples, 'loss')['loss_hinge'].backward()
    assert trained.stn.localisation.regressor.weight.grad.abs().sum() > 0
    for name, value in trained.encoder.state_dict().items():
        assert torch.equal(value, backbone.state_dict()[name])
    assert all(p.grad is None for p in trained.encoder.parameters())

    # At the start the view is the whole image: 28^2 of 84^2 px overlap.
    done = trained.eval()(inputs, samples, 'predict')
    assert done[0].view_box.tolist() == pytest.approx([0, 0, 84, 84])
    assert done[0].iou.item() == pytest.approx(1 / 9)


def test_metric_by_hand():
    metric = FoundShareMetric()
    metric.process(None, [dict(iou=torch.tensor(v)) for v in (0.6, 0.5, 0.1)])
    values = metric.compute_metrics(metric.results)
    assert values['found'] == pytest.approx(100 / 3)
    assert values['iou'] == pytest.approx(0.4)


@pytest.mark.parametrize('name', ['t', 'tc'])
def test_configs_build(name, digits, monkeypatch):
    from mmaction.registry import DATASETS, MODELS

    monkeypatch.setenv('STN_MNIST', digits)
    monkeypatch.setenv('STN_DIGIT', '7')
    cfg = Config.fromfile(f'configs/paper/colocalisation/{name}.py')
    data = DATASETS.build(cfg.train_dataloader.dataset)
    assert len(data) == 4 and data.digit == 7
    built = MODELS.build(cfg.model)
    assert built(data[0]['inputs'][None].float(), None).shape == (1, 2, 3)
