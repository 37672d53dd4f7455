"""FLOPs by hand; the benchmark and the exports run on a small config."""

import importlib
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from mmaction.registry import MODELS
from mmengine.config import Config
from mmengine.registry import init_default_scope

import stn_action  # noqa: F401
from stn_action.deployment.export import load_exported, pixels

# SampleFrames gives 2 clips of 4 frames for the test, 1 for the training.
CONFIG = """
custom_imports = dict(imports=['stn_action'])
model = dict(
    type='STNRecognizer3D',
    backbone=dict(
        type='ResNet3dSlowOnly', depth=18, pretrained=None, num_stages=1,
        base_channels=8, spatial_strides=(2, ), temporal_strides=(1, ),
        dilations=(1, ), inflate=(0, ), out_indices=(0, )),
    cls_head=dict(type='I3DHead', num_classes=3, in_channels=8,
                  average_clips='prob'),
    stn=dict(
        type='SpatialTransformer', output_size=48,
        looks_at=dict(type='Thumbnail', size=32),
        localisation=dict(type='LargeKernelConv', kernel_sizes=(9, 7),
                          channels=(4, 4), hidden=8)))


def pipeline(num_clips):
    return [
        dict(type='SampleFrames', clip_len=4, num_clips=num_clips),
        dict(type='DecordInit'), dict(type='DecordDecode'),
        dict(type='TubeCrop', size=64),
        dict(type='FormatShape', input_format='NCTHW'),
        dict(type='PackTubeInputs')]


train_dataloader = dict(dataset=dict(pipeline=pipeline(1)))
test_dataloader = dict(dataset=dict(pipeline=pipeline(2)))
del pipeline
"""

# Multiplications of the localisation network on 4 thumbnails of 32 px, 6
# channels: 9x9 to 4 channels at 16 px, 7x7 to 4 channels at 8 px, two layers.
LOCALISATION = 4 * (6 * 81 * 4 * 16**2 + 4 * 49 * 4 * 8**2 + 256 * 8 + 8 * 3)
WEIGHTS = 6 * 81 * 4 + 4 * 49 * 4 + 4 * 4 + 256 * 8 + 8 + 8 * 3 + 3


@pytest.fixture
def config(tmp_path):
    path = tmp_path / 'config.py'
    path.write_text(CONFIG)
    return str(path)


def run(tool, monkeypatch, capsys, *argv):
    monkeypatch.setattr(sys, 'argv', [tool, *map(str, argv)])
    importlib.import_module(tool).main()
    return capsys.readouterr().out


def test_flops_of_the_stn_by_hand(config, monkeypatch, capsys):
    tool = importlib.import_module('tools.analysis_tools.get_flops')
    namespace = {}
    exec(CONFIG, namespace)
    init_default_scope('mmaction')
    model = MODELS.build(namespace['model']).eval()
    found = tool.complexity(model, (1, 3, 4, 64, 64))
    assert found['stn_params'] == WEIGHTS
    # Grid: 2 x 2 a point; sampler: 4 a pixel, plane by plane; batch norm.
    grid = 2 * 2 * 48**2 * 2**2
    sampler = 4 * 3 * 4 * 48**2 * 2**2
    norm = 2 * 4 * (4 * 16**2 + 4 * 8**2)
    assert found['stn_flops'] - LOCALISATION == pytest.approx(
        grid + sampler + norm, rel=0.1
    )
    assert found['flops'] > found['stn_flops']
    two = tool.complexity(model, (2, 3, 4, 64, 64))
    assert two['stn_flops'] == pytest.approx(2 * found['stn_flops'], rel=0.01)


def test_flops_tool(config, monkeypatch, capsys):
    out = run('tools.analysis_tools.get_flops', monkeypatch, capsys, config)
    assert 'one sample: (2, 3, 4, 64, 64)' in out
    assert re.search(r'FLOPs .* of the STN .*\(\d+\.\d+%\)', out)


def test_benchmark_runs(config, monkeypatch, capsys):
    out = run(
        'tools.analysis_tools.benchmark_stn',
        monkeypatch,
        capsys,
        config,
        '--rounds',
        2,
    )
    assert '1 x (1, 3, 4, 64, 64) to (1, 1, 3, 4, 48, 48)' in out
    assert [line.split('  ')[0] for line in out.splitlines()[2:]] == [
        'forward',
        'training step',
    ]


def test_export_tool(config, monkeypatch, capsys, tmp_path):
    """The one for TorchScript; the other shares all but the call."""
    namespace = {}
    exec(CONFIG, namespace)
    init_default_scope('mmaction')
    state = MODELS.build(namespace['model']).state_dict()
    torch.save(dict(state_dict=state), tmp_path / 'x.pth')
    path = tmp_path / 'x.ts'
    out = run(
        'tools.deployment.export_torch',
        monkeypatch,
        capsys,
        config,
        tmp_path / 'x.pth',
        '--output-file',
        path,
    )
    assert 'clips (N, 2, 3, 4, 64, 64); largest difference' in out
    scores, theta = load_exported(str(path))(pixels((2, 3, 4, 64, 64), 3))
    assert scores.shape == (3, 3) and theta.shape == (6, 2, 3)
    torch.testing.assert_close(scores.sum(1), torch.ones(3))


def test_an_export_that_differs_is_no_success(
    config, monkeypatch, capsys, tmp_path
):
    from stn_action.cli import export as tool
    from stn_action.deployment import export as exporting
    from stn_action.models import loading

    model = SimpleNamespace(stn=SimpleNamespace(needs_boxes=False))
    monkeypatch.setattr(loading, 'load_recognizer', lambda *args: model)
    monkeypatch.setattr(
        exporting, 'differences', lambda *args: dict(scores=2e-4)
    )
    args = ['x', config, 'x.pth']
    monkeypatch.setattr(sys, 'argv', args)
    with pytest.raises(ValueError, match='more than 0.0001: do not use'):
        tool.export_and_compare(
            tool.export_args('', 'x.pt2'), lambda *args: None
        )


def test_shape_of_the_jhmdb_configs():
    """Seeded noise, DecodeOnce, and an stn that reads features."""
    from stn_action.datasets.sample_shape import sample_shape

    root = Path(__file__).parents[2] / 'configs/_base_/datasets'
    cfg = Config.fromfile(root / 'jhmdb_person_tubes_wide.py')
    shape = sample_shape(cfg.test_dataloader.dataset.pipeline)
    assert shape == (3, 3, 224, 224)
