"""One loader, and it is strict everywhere."""

import warnings

import pytest
import torch
from mmengine.config import Config

import stn_action.evaluation.robustness as robustness
from stn_action.cli.export import export_and_compare
from stn_action.models.loading import load_recognizer
from tests.models.tiny_recognizers import CASES, STN, build


def config(**stn):
    plain, kind, _ = CASES['2d']
    return Config(dict(model=dict(plain(), type=kind, stn=dict(STN, **stn))))


@pytest.fixture
def checkpoint(tmp_path):
    """Writes weights and gives their path."""

    def write(state):
        path = tmp_path / 'weights.pth'
        torch.save(dict(state_dict=state), path)
        return str(path)

    return write


FOREIGN = {'encoder.weight': torch.ones(3)}


def test_weights_of_another_model_are_refused(checkpoint):
    with pytest.raises(ValueError, match='checkpoint of another model'):
        load_recognizer(config(), checkpoint(FOREIGN))


def test_so_they_are_where_robustness_is_measured(checkpoint):
    """The published tables come from here; it took such a file before."""
    pipeline = [dict(type='TubeBoxNoise'), dict(type='TubeCrop', size=8)]
    cfg = config()
    cfg.test_dataloader = dict(dataset=dict(pipeline=pipeline))
    with pytest.raises(ValueError, match='checkpoint of another model'):
        robustness.evaluate_clips('x', cfg, checkpoint(FOREIGN), [0], [0])


def test_so_they_are_at_export(checkpoint, tmp_path):
    cfg = tmp_path / 'config.py'
    cfg.write_text(config().pretty_text)
    args = type('Args', (), {})()
    args.config, args.checkpoint = str(cfg), checkpoint(FOREIGN)
    args.cfg_options, args.shape, args.output_file = None, [1, 3, 8, 8], 'x'
    args.overwrite = False
    with pytest.raises(ValueError, match='checkpoint of another model'):
        export_and_compare(args, export=None)


def test_the_config_is_left_as_it_is(checkpoint):
    """A program may go on to train with it."""
    cfg = config()
    cfg.model.backbone.pretrained = 'torchvision://resnet18'
    before = cfg.to_dict()
    load_recognizer(cfg, checkpoint(build(config().model).state_dict()))
    assert cfg.to_dict() == before


def test_other_shapes_are_named(checkpoint):
    model = build(config().model)
    state = model.state_dict()
    state['cls_head.fc_cls.weight'] = torch.zeros(7, 512)
    with pytest.raises(
        ValueError, match='a head for 7 outputs, .*fc_cls.weight'
    ):
        load_recognizer(config(), checkpoint(state))


def test_the_localisation_network_alone_may_be_missing(checkpoint):
    model = build(config().model)
    state = model.state_dict()
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        loaded = load_recognizer(config(), checkpoint(state))
    assert not loaded.training
    for name, value in loaded.state_dict().items():
        assert torch.equal(value, state[name]), name
    state = {k: v for k, v in state.items() if not k.startswith('stn.')}
    with pytest.warns(UserWarning, match='has no localisation network'):
        load_recognizer(config(), checkpoint(state))
