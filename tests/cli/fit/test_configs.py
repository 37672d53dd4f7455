"""The configs that a job writes."""

from collections import OrderedDict
from types import SimpleNamespace

import pytest
from mmengine.config import Config
from mmengine.registry import DefaultScope

import stn_action
from stn_action.cli.fit import configs, front_end
from stn_action.datasets.named_pipeline import pipeline_steps

stn_action.register_all_modules()


def arguments(**changes) -> SimpleNamespace:
    given = dict(
        backbone='mmaction::recognition/slowonly/slowonly_r50_8xb16-4x16x1-'
        '256e_kinetics400-rgb.py',
        checkpoint=None,
        backbone_weights=None,
        videos='videos',
        work_dir='w',
        num_workers=0,
        epochs=None,
        iters=None,
        front_end='train',
    )
    return SimpleNamespace(**{**given, **changes})


def steps_of(cfg, part) -> dict:
    steps = pipeline_steps(cfg[f'{part}_dataloader'].dataset.pipeline)
    return {step['type']: step for step in steps}


def test_a_config_of_the_zoo_keeps_model_and_clips_and_gets_tubes():
    cfg = configs.recogniser(arguments(checkpoint='x.pth'), 3, 100)
    assert cfg.model.backbone.type == 'ResNet3dSlowOnly'
    assert cfg.model.cls_head.num_classes == 3
    assert cfg.load_from == 'x.pth'
    for part in ('train', 'val', 'test'):
        dataset = cfg[f'{part}_dataloader'].dataset
        assert dataset.type == 'PersonTubeDataset'
        steps = steps_of(cfg, part)
        assert steps['SampleFrames']['clip_len'] == 4
        assert steps['SampleFrames']['frame_interval'] == 16
        assert steps['FormatShape']['input_format'] == 'NCTHW'
        assert steps['TubeCrop']['size'] == 224


def test_weights_are_looked_for_before_anything_else(monkeypatch):
    with pytest.raises(ValueError, match='--checkpoint gone.pth: no such fi'):
        configs.check_weights(arguments(checkpoint='gone.pth'))

    def fail(*args, **kwargs):
        raise ConnectionError('no route to host')

    monkeypatch.setattr('timm.create_model', fail)
    # as in a fresh process: nothing has chosen a registry yet
    monkeypatch.setattr(DefaultScope, '_instance_dict', OrderedDict())
    own = arguments(
        backbone='stn_action::own_data/tsn_efficientnet-lite0-frozen_1x1x3-'
        '10e_own-data.py'
    )
    with pytest.raises(ValueError, match='downloaded .*--backbone-weights FI'):
        configs.check_weights(own)


def test_few_clips_are_seen_in_more_epochs():
    # 60 clips in batches of 16: 4 iterations an epoch, 300 take 75 epochs
    cfg = configs.recogniser(arguments(), 3, 60)
    assert cfg.train_cfg.max_epochs == 75
    assert cfg.train_cfg.val_interval == 75
    assert cfg.param_scheduler[-1].end == 75
    many = configs.recogniser(arguments(), 3, 5000)
    assert many.train_cfg.max_epochs == 15
    few = configs.recogniser(arguments(epochs=2), 3, 60)
    assert few.train_cfg.max_epochs == 2
    assert all(s.end > s.get('begin', 0) for s in few.param_scheduler)


def test_the_front_end_sees_more_of_the_frame_and_the_same_recogniser():
    plain = configs.recogniser(arguments(), 3, 60)
    before = plain.to_dict()
    cfg = configs.with_front_end(plain, 'network.pth')
    assert plain.to_dict() == before
    assert cfg.model.type == 'STNRecognizer3D'
    assert cfg.model.backbone == plain.model.backbone
    assert cfg.model.stn_checkpoint == 'network.pth'
    assert cfg.model.stn.output_size == 224
    released = configs.with_front_end(plain).model.stn_checkpoint
    assert released.startswith('stn_action://')
    crop = steps_of(cfg, 'test')['TubeCrop']
    assert crop['context'] == 2.0 and crop['size'] >= 2 * 224


def test_another_size_changes_the_crops_alone():
    plain = configs.recogniser(arguments(), 3, 60)
    wide = configs.resized(plain, 256)
    assert configs.input_size(plain) == 224
    assert configs.input_size(wide) == 256
    assert wide.model == plain.model


def test_a_written_config_is_complete(tmp_path):
    plain = configs.recogniser(arguments(), 3, 60)
    path = configs.write(plain, str(tmp_path / 'configs/plain.py'))
    cfg = Config.fromfile(path)
    assert cfg.model == plain.model
    assert cfg.train_dataloader == plain.train_dataloader
    assert 'clip_8x4x1' not in cfg  # a preset of a base


@pytest.mark.parametrize(
    'backbone, message',
    [
        (
            'mmaction::skeleton/stgcn/stgcn_8xb16-joint-u100-80e_'
            'ntu60-xsub-keypoint-2d.py',
            'got RecognizerGCN',
        ),
        (
            'stn_action::own_data/stn-refocus_attention-pixels_1x1x3-'
            '3000i_own-data.py',
            'got STNRefocuser',
        ),
    ],
)
def test_what_is_no_recogniser_of_clips(backbone, message):
    with pytest.raises(ValueError, match=message):
        configs.recogniser(arguments(backbone=backbone), 3, 60)


@pytest.mark.parametrize(
    'choice, message',
    [
        ('gone.pth', "expected 'released', 'train', or the checkpoint"),
    ],
)
def test_front_end_that_is_none(choice, message):
    with pytest.raises(ValueError, match=message):
        front_end.check_choice(choice)
