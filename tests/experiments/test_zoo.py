"""The sweep over MMAction2's configs: what it puts in, shrinks and checks."""

import copy

import pytest
import torch
from mmaction.registry import MODELS
from mmengine.config import Config
from mmengine.registry import init_default_scope

import stn_action  # noqa: F401
from stn_action.experiments import zoo
from stn_action.experiments.zoo import batches, check, configs, reductions

PRESET = 'stn_action::_base_/stn/attention_lr1e-4.py'
FAST = 'recognition/timesformer/*spaceOnly*'


@pytest.fixture(autouse=True)
def default_scope():
    init_default_scope('mmaction')


def path_of(pattern):
    (path,) = zoo.find_configs(pattern)
    return path


def test_all_recognition_configs_are_found():
    folders = {
        p.relative_to(configs.zoo_root()).parts[0] for p in zoo.find_configs()
    }
    assert folders == set(configs.FOLDERS)
    assert len(zoo.find_configs('*/tsm/*')) == 13
    assert zoo.find_configs('*/no-such/*') == []


@pytest.mark.parametrize(
    'pattern, base, kind',
    [
        (
            '*/tsm/*r50_8xb16-1x1x8-50e_k*',
            'TSMOptimWrapperConstructor',
            'STNRecognizer2D',
        ),
        ('*/swin/*tiny*', 'SwinOptimWrapperConstructor', 'STNRecognizer3D'),
        ('*/c3d/*', None, 'STNRecognizer3D'),
    ],
)
def test_stn_is_put_in_as_a_user_would(pattern, base, kind):
    plain = zoo.load_config(path_of(pattern))
    cfg = zoo.load_config(path_of(pattern), PRESET)
    assert cfg.model.type == kind and cfg.model.stn.lr_mult == 1e-4
    assert cfg.optim_wrapper.constructor == 'STNOptimWrapperConstructor'
    paramwise = dict(cfg.optim_wrapper.get('paramwise_cfg', {}))
    assert paramwise.pop('base_constructor', None) == base
    assert paramwise == dict(plain.optim_wrapper.get('paramwise_cfg') or {})
    assert cfg.model.backbone == plain.model.backbone
    assert cfg.train_dataloader == plain.train_dataloader


def test_config_for_testing_alone_gets_an_optimiser():
    cfg = zoo.load_config(path_of('*/x3d/x3d_s*'), PRESET)
    assert cfg.optim_wrapper.optimizer.type == 'SGD'


@pytest.mark.parametrize(
    'pattern, channels',
    [
        ('*/tsn/*flow*', 10),
        ('*/slowonly/*flow*', 2),
    ],
)
def test_flow_has_channels_of_its_own(pattern, channels):
    cfg = zoo.load_config(path_of(pattern), PRESET)
    assert configs.modality(zoo.load_config(path_of(pattern))) == 'flow'
    assert cfg.model.stn.looks_at.channels == channels


@pytest.mark.parametrize(
    'pattern, reason',
    [
        ('recognition_audio/resnet/*', 'audio: the input is a spectrogram'),
        ('skeleton/stgcn/*-joint-u100*ntu60*2d*', 'joint coordinates'),
        ('skeleton/posec3d/*ntu60-xsub-limb*', 'heat maps of joints'),
        ('skeleton/posec3d/rgbpose_conv3d/rgbpose*', 'RGB and skeleton'),
        ('*/omnisource/*', 'RecognizerOmni trains on both at once'),
    ],
)
def test_reasons_why_no_stn_can_work(pattern, reason):
    row = zoo.check_config(path_of(pattern), PRESET)
    assert row['status'] == 'unfit' and reason in row['reason']
    assert row['modality'] == 'other'


def test_backbone_of_a_package_that_is_not_there(monkeypatch):
    monkeypatch.setattr(configs.importlib.util, 'find_spec', lambda name: None)
    row = zoo.check_config(path_of('*/custom_backbones/*dense161*'), PRESET)
    assert row['reason'] == (
        'its backbone needs torchvision, which is not installed'
    )
    assert (row['status'], row['modality']) == ('unfit', 'rgb')


@pytest.mark.parametrize(
    'pattern',
    [
        '*/uniformerv2/*base*8xb32-u8_k*400*',
        '*/mvit/*maskfeat*',
        '*/swin/*tiny*',
        '*/mvit/*k400-pre_16xb16*',
        '*/tsm/*mobileone-s4_8xb16*',
        '*/custom_backbones/*dense161*',
    ],
)
def test_nothing_is_read_from_the_net(pattern):
    cfg = zoo.load_config(zoo.find_configs(pattern)[0])
    head = dict(cfg.model.cls_head, init_cfg=None)
    reductions.reduce(cfg)
    assert 'http' not in str(cfg.model)
    backbone = cfg.model.backbone
    assert not backbone.get('pretrained') and 'init_cfg' not in backbone
    flags = {'pretrained2d', 'clip_pretrained'} & reductions._parameters(
        backbone.type
    )
    assert not any(backbone[flag] for flag in flags)
    assert dict(cfg.model.cls_head, init_cfg=None) == head  # widths stay


def test_c3d_fits_its_linear_layer():
    """Five poolings of 32 px, the last with padding: 2 x 2 x 512."""
    cfg = zoo.load_config(path_of('*/c3d/*'))
    reductions.reduce(cfg)
    assert cfg.model.backbone.out_dim == 2048


def test_config_passes():
    row = zoo.check_config(path_of(FAST), PRESET)
    assert row['status'] == 'pass', row
    assert row['difference'] <= 1e-5
    assert row['reason'] == '' and row['seconds'] > 0


def test_changed_scores_are_a_failure(monkeypatch):
    """A localisation network that does not start at the identity."""
    load = check.load_plain_checkpoint

    def load_and_move(plain, model):
        load(plain, model)
        last = [p for n, p in model.stn.named_parameters() if 'bias' in n][-1]
        torch.nn.init.constant_(last, 0.5)

    monkeypatch.setattr(check, 'load_plain_checkpoint', load_and_move)
    row = zoo.check_config(path_of(FAST), PRESET)
    assert row['status'] == 'fail'
    assert 'at initialisation the scores differ' in row['reason']
    assert 'Traceback' in row['traceback']


def test_what_fails_without_an_stn_too_is_upstreams(monkeypatch):

    def broken(*args):
        raise RuntimeError('no such kernel')

    monkeypatch.setattr(check, '_build', broken)
    row = zoo.check_config(path_of(FAST), PRESET)
    assert row['status'] == 'upstream'
    assert row['reason'] == (
        'fails without an STN too, RuntimeError: no such kernel'
    )


class Tiny(torch.nn.Module):
    """A model of two parts."""

    def __init__(self, **parts):
        super().__init__()
        for name, size in parts.items():
            setattr(self, name, torch.nn.Linear(2, size))


@pytest.mark.parametrize(
    'plain, ours, error',
    [
        (dict(a=2), dict(a=2, b=2, stn=2), 'missing .*b.bias'),
        (dict(a=2, b=2), dict(a=2, stn=2), 'unexpected .*b.weight'),
    ],
)
def test_checkpoint_that_does_not_fit(plain, ours, error):
    with pytest.raises(ValueError, match=error):
        check.load_plain_checkpoint(Tiny(**plain), Tiny(**ours))


def test_step_that_does_not_reach_the_stn():
    """detach_view keeps the only loss from theta."""
    cfg = zoo.load_config(path_of(FAST), PRESET)
    reductions.reduce(cfg)
    cfg.merge_from_dict({'model.detach_view': True})
    model = MODELS.build(copy.deepcopy(cfg.model))
    cfg.optim_wrapper.optimizer.weight_decay = 0.0
    with pytest.raises(ValueError, match='moved no parameter of the STN'):
        check.take_a_step(model, cfg, batches.batch(cfg, 2, 1, 0))


@pytest.mark.parametrize(
    'pattern, shape',
    [
        ('*/tsm/*r50_8xb16-1x1x16-50e_k*', (16, 3, 32, 32)),
        ('*/c2d/*r50*nopool*', (8, 3, 32, 32)),
        ('*/tsn/*flow*', (3, 10, 32, 32)),
        ('*/slowonly/*flow*', (2, 2, 16, 32, 32)),
        ('*/uniformerv2/*p14-res336*u32_kinetics400*', (2, 3, 32, 28, 28)),
        ('skeleton/posec3d/rgbpose_conv3d/rgb_only*', (2, 3, 8, 32, 32)),
    ],
)
def test_inputs_are_as_the_config_has_them(pattern, shape):
    cfg: Config = zoo.load_config(path_of(pattern))
    data = batches.batch(cfg, 3, 2, seed=0)
    assert [tuple(clip.shape) for clip in data['inputs']] == [shape] * 3
    assert data['inputs'][0].dtype == torch.uint8
    assert len(data['data_samples']) == 3
