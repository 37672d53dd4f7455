import pytest
import torch
from mmengine.model import BaseModel

from tests.models.tiny_recognizers import STN, build, samples


def scores(model, x):
    model.eval()
    with torch.no_grad():
        out = model(x, samples(x.shape, boxes=False), mode='predict')
    return torch.stack([s.pred_score for s in out])


def copy_plain(plain, stn):
    missing, unexpected = stn.load_state_dict(plain.state_dict(), strict=False)
    assert not unexpected
    assert missing and all(key.startswith('stn.') for key in missing)


def test_same_scores_as_the_plain_model_at_step_0(case):
    plain_cfg, stn_cfg, shape = case
    plain, model = build(plain_cfg), build(stn_cfg)
    copy_plain(plain, model)
    x = torch.randn(shape)
    expected = scores(plain, x)
    assert expected.std() > 0
    torch.testing.assert_close(scores(model, x), expected, atol=1e-4, rtol=0)
    torch.testing.assert_close(
        model(x, mode='tensor'), plain(x, mode='tensor'), atol=1e-3, rtol=1e-3
    )


def test_moving_theta_changes_scores(case):
    _, cfg, shape = case
    model, x = build(cfg), torch.randn(shape)
    before = scores(model, x)
    torch.nn.init.constant_(model.stn.localisation.regressor.bias, -0.7)
    assert (scores(model, x) - before).abs().max() > 1e-3


@pytest.mark.parametrize(
    'init_cfg',
    [
        dict(type='Kaiming', layer=['Conv2d', 'Linear']),
        dict(type='Constant', layer='Linear', val=1.0, bias=2.0),
    ],
)
def test_identity_survives_init_weights(case, init_cfg):
    _, cfg, shape = case
    model = build(cfg)
    for module in model.modules():
        module.init_cfg = None if module is not model else init_cfg
    model._is_init = False
    model.init_weights()
    theta = model.stn(torch.randn(2, 3, 64, 64))[1].theta
    identity = torch.tensor([[1.0, 0, 0], [0, 1, 0]]).expand(2, 2, 3)
    assert torch.equal(theta, identity)


def test_the_refocus_loss_alone_moves_the_view_to_the_target(case):
    _, cfg, shape = case
    model = build(
        {**cfg, 'loss_refocus': dict(type='RefocusLoss'), 'detach_view': True}
    )
    optimizer = torch.optim.Adam(model.stn.parameters(), 0.02)
    x, data = torch.randn(shape), samples(shape)
    first = None
    for _ in range(30):
        loss = model(x, data, mode='loss')['loss_refocus']
        first = first or loss.item()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.4 * first
    # by hand at the identity: corners are off by one half side (0.5 of the
    # crop's 1), and a quarter of the area is covered
    assert first == pytest.approx(1 + 0.75, abs=1e-4)
    model.eval()
    out = model(x, data, mode='predict')
    torch.testing.assert_close(
        out[0].view_boxes, out[0].gt_instances.bboxes, atol=6, rtol=0
    )


def test_detached_view_keeps_the_classification_loss_from_theta(case):
    _, cfg, shape = case
    for detach in (True, False):
        model = build({**cfg, 'detach_view': detach})
        losses = model(torch.randn(shape), samples(shape), mode='loss')
        losses['loss_cls'].backward()
        bias = model.stn.localisation.regressor.bias
        assert (bias.grad is None) is detach


def test_stn_checkpoint_survives_init_weights(case, tmp_path):
    _, cfg, shape = case
    trained = build(
        {
            'type': 'STNRefocuser',
            'stn': STN,
            'loss_refocus': dict(type='RefocusLoss'),
        }
    )
    torch.nn.init.constant_(trained.stn.localisation.regressor.bias, 0.3)
    path = str(tmp_path / 'stn.pth')
    torch.save(dict(state_dict=trained.state_dict()), path)
    model = build({**cfg, 'stn_checkpoint': path}, seed=1)
    for key, value in trained.stn.state_dict().items():
        assert torch.equal(model.stn.state_dict()[key], value), key


def test_stn_checkpoint_of_another_stn_is_refused(case, tmp_path):
    _, cfg, _ = case
    path = str(tmp_path / 'stn.pth')
    torch.save(dict(state_dict={'stn.localisation.x': torch.ones(1)}), path)
    with pytest.raises(ValueError, match='does not fit the stn'):
        build({**cfg, 'stn_checkpoint': path})


@pytest.mark.parametrize(
    'localisation',
    [
        dict(type='LargeKernelConv', pretrained='torchvision://resnet18'),
        dict(
            type='LargeKernelConv',
            init_cfg=dict(type='Pretrained', checkpoint='x.pth'),
        ),
    ],
)
def test_pretrained_localisation_is_refused(case, localisation):
    _, cfg, _ = case
    with pytest.raises(ValueError, match='starts at random'):
        build({**cfg, 'stn': dict(localisation=localisation)})


def test_wrong_rank(case):
    _, cfg, shape = case
    with pytest.raises(ValueError, match='input_format of FormatShape'):
        build(cfg)(torch.zeros(2, 3, 64, 64), mode='tensor')


def test_missing_targets_are_named(case):
    _, cfg, shape = case
    model = build({**cfg, 'loss_refocus': dict(type='RefocusLoss')})
    with pytest.raises(ValueError, match='clip0.avi#0 has none'):
        model(torch.randn(shape), samples(shape, boxes=False), mode='loss')


def test_frames_and_targets_must_agree(case):
    _, cfg, shape = case
    model = build({**cfg, 'loss_refocus': dict(type='RefocusLoss')})
    data = samples((shape[0], shape[1] + 1) + shape[2:])
    with pytest.raises(ValueError, match='target boxes'):
        model(torch.randn(shape), data, mode='loss')


def test_unknown_regularizer(case):
    _, cfg, _ = case
    with pytest.raises(ValueError, match=r"unknown stn_regularizers \['x'\]"):
        build({**cfg, 'stn_regularizers': dict(x=1.0)})


def test_regularizers_are_losses(case):
    _, cfg, shape = case
    cfg = {**cfg, 'stn_regularizers': dict(identity=1.0, outside=2.0)}
    model = build(cfg)
    losses = model(torch.randn(shape), samples(shape), mode='loss')
    assert losses['loss_stn_identity'] == 0
    assert losses['loss_stn_outside'] == 0
    with torch.no_grad():  # log scale: a view of 1.25 times the crop
        scale = model.stn.transformation.scale(torch.tensor(0.3))
        model.stn.localisation.regressor.bias[0] = 0.3
    losses = model(torch.randn(shape), samples(shape), mode='loss')
    assert losses['loss_stn_outside'].item() == pytest.approx(
        2 * (scale.item() - 1), abs=1e-5
    )
    assert losses['loss_stn_identity'].item() == pytest.approx(
        2 * (scale.item() - 1) ** 2 / 6, abs=1e-5
    )


def test_max_testing_views_of_a_3d_recognizer(case):
    plain_cfg, cfg, shape = case
    if plain_cfg['type'] != 'Recognizer3D':
        pytest.skip(
            'the 2-D version is broken upstream: it calls backbone.get()'
        )
    model = build(cfg)
    x = torch.randn((1, 4) + shape[2:])
    whole = scores(model, x)
    model.test_cfg = dict(max_testing_views=2)
    torch.testing.assert_close(scores(model, x), whole, atol=1e-5, rtol=1e-4)


def test_it_is_an_mmengine_model(case):
    model = build(case[1])
    assert isinstance(model, BaseModel)
    shape = case[2]
    x = [torch.randint(0, 255, shape[1:]).byte() for _ in range(shape[0])]
    data = dict(inputs=x, data_samples=samples(shape))
    losses = model(**model.data_preprocessor(data, True), mode='loss')
    total, log = model.parse_losses(losses)
    assert torch.isfinite(total) and 'loss_cls' in log
