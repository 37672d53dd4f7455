"""The released localisation network: what its card says it is."""

import hashlib
import json
import os
from pathlib import Path

import pytest
import torch
from mmaction.registry import DATASETS, MODELS
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmengine.registry import init_default_scope
from mmengine.runner import CheckpointLoader

import stn_action
from stn_action.evaluation import ViewIoUMetric
from stn_action.transformer import SpatialTransformer

WEIGHTS = Path(stn_action.__file__).parent / 'weights'
CARDS = sorted(WEIGHTS.glob('*.json'))


@pytest.fixture(params=CARDS, ids=[card.stem for card in CARDS])
def card(request):
    return json.loads(request.param.read_text())


def load(card):
    """The transformer of a card with its weights."""
    state = torch.load(WEIGHTS / card['file'], weights_only=True)['state_dict']
    stn = SpatialTransformer(**card['stn'])
    stn.load_state_dict({k[len('stn.') :]: v for k, v in state.items()})
    return stn.eval()


def test_there_is_one():
    assert CARDS


def test_file_and_card_agree(card):
    content = (WEIGHTS / card['file']).read_bytes()
    assert hashlib.sha256(content).hexdigest() == card['sha256']
    assert len(content) == card['bytes'] < 2e6
    weights = sum(p.numel() for p in load(card).parameters())
    assert weights == card['parameters']


def test_it_finds_a_figure_on_plain_ground(card):
    """A dark figure, a third of the crop high, right of the middle."""
    clip = torch.full((1, 3, 3, 64, 64), 0.6)
    clip += 0.05 * torch.randn(clip.shape, generator=torch.manual_seed(0))
    clip[..., 20:44, 40:48] = -0.5  # legs and body
    clip[..., 16:21, 42:46] = -0.1  # a head
    with torch.no_grad():
        theta = load(card).localise(clip)[-1].theta.mean((0, 1))
    assert theta[0, 0] < 0.7
    assert theta[0, 2] > 0.1


#: A plain config of MMAction2; the front end is one base and one line.
ZOO = """
_base_ = [
    'mmaction::recognition/tsn/'
    'tsn_imagenet-pretrained-r50_8xb32-1x1x3-100e_kinetics400-rgb.py',
    'stn_action::_base_/stn/person-front-end.py',
]
model = dict(
    type='STNRecognizer2D',
    backbone=dict(depth=18, pretrained=None),
    cls_head=dict(in_channels=512),
    **_base_.front_end)
"""


def zoo_model(tmp_path):
    stn_action.register_all_modules()
    init_default_scope('mmaction')
    path = tmp_path / 'zoo.py'
    path.write_text(ZOO)
    return MODELS.build(Config.fromfile(path).model).eval()


def test_one_line_in_a_config_of_the_zoo(tmp_path, card):
    model = zoo_model(tmp_path)
    state = load(card).state_dict()
    for name, value in model.stn.state_dict().items():
        torch.testing.assert_close(value, state[name].to(value))
    with pytest.raises(FileNotFoundError, match='known: stn_action://person'):
        CheckpointLoader.load_checkpoint('stn_action://none.pth')


@pytest.mark.skipif(
    not os.environ.get('JHMDB_ROOT'),
    reason='JHMDB_ROOT names no folder with jhmdb_all.json and videos',
)
def test_views_on_jhmdb_without_any_training(tmp_path):
    """Every twentieth clip, level 1. The network was trained on these
    videos, as it was on all of JHMDB's that come with the project; the page
    of configs/jhmdb has its IoU on videos that it did not see."""
    model = zoo_model(tmp_path)
    base = 'configs/_base_/datasets/jhmdb_person_tubes_surroundings.py'
    cfg = Config.fromfile(Path(stn_action.__file__).parents[1] / base)
    cfg = cfg.test_dataloader.dataset
    cfg.update(ann_file='jhmdb_all.json')
    cfg.pipeline.crop.update(size=224)
    data = DATASETS.build(cfg)
    metric = ViewIoUMetric()
    for index in range(0, len(data), 20):
        batch = pseudo_collate([data[index]])
        with torch.no_grad():
            batch = model.data_preprocessor(batch)
            done = model(**batch, mode='predict')
        metric.process(None, [sample.to_dict() for sample in done])
    values = metric.compute_metrics(metric.results)
    assert values['box_iou'] < 0.55
    assert values['view_iou'] > 0.75
