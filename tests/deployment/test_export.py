"""Exported graphs against the model they were made of."""

import sys

import numpy as np
import onnx
import pytest
import torch
from mmaction.registry import MODELS
from mmengine.config import Config
from mmengine.registry import init_default_scope

import stn_action  # noqa: F401
from stn_action.deployment import export
from stn_action.deployment.export import ExportableRecognizer, pixels

SHAPES = {'2d': (3, 3, 72, 90), '3d': (2, 3, 4, 72, 90)}

STEPS = [
    dict(type='Steady', error=0.2),
    dict(type='KeepBox', iou=0.85),
    dict(type='Record'),
    dict(type='Context', factor=1.2),
]


def recognizer(kind, **stn):
    """One stage before the head; theta is not the identity."""
    init_default_scope('mmaction')
    torch.manual_seed(0)
    three = kind == '3d'
    backbone = dict(
        depth=18,
        pretrained=None,
        num_stages=1,
        out_indices=(0,),
        dilations=(1,),
    )
    if three:
        backbone.update(
            type='ResNet3dSlowOnly',
            base_channels=8,
            spatial_strides=(2,),
            temporal_strides=(1,),
            inflate=(0,),
        )
    else:
        backbone.update(type='ResNet', strides=(2,))
    model = MODELS.build(
        dict(
            type='STNRecognizer3D' if three else 'STNRecognizer2D',
            backbone=backbone,
            cls_head=dict(
                type='I3DHead' if three else 'TSNHead',
                num_classes=4,
                in_channels=8 if three else 64,
                average_clips='prob',
            ),
            data_preprocessor=dict(
                type='ActionDataPreprocessor',
                mean=[110.0, 120.0, 130.0],
                std=[50.0, 60.0, 70.0],
                to_rgb=not three,
                format_shape='NCTHW' if three else 'NCHW',
            ),
            stn=dict(
                type='SpatialTransformer',
                output_size=48,
                looks_at=dict(type='Thumbnail', size=32),
                localisation=dict(
                    type='LargeKernelConv',
                    kernel_sizes=(9, 7),
                    channels=(4, 4),
                    hidden=8,
                ),
            )
            | stn,
        )
    )
    model.init_weights()
    for parameter in model.stn.localisation.regressor.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    torch.nn.init.normal_(model.cls_head.fc_cls.weight, std=1.0)
    return model.eval()


@pytest.mark.parametrize('kind', ['2d', '3d'])
def test_exportable_is_predict_of_the_preprocessed_pixels(kind):
    """Uint8 pixels through the data preprocessor, as tools/test.py does."""
    from mmaction.structures import ActionDataSample

    model = recognizer(kind)
    clips = pixels(SHAPES[kind], 2).round()
    with torch.no_grad():
        scores, theta = ExportableRecognizer(model)(clips)
        done = model.test_step(
            dict(
                inputs=list(clips.byte()),
                data_samples=[ActionDataSample() for _ in clips],
            )
        )
    expected = torch.stack([sample.pred_score for sample in done])
    torch.testing.assert_close(scores, expected)
    assert scores.std() > 0.01
    away = (theta - torch.eye(2, 3)).abs().amax((1, 2))
    assert (away > 0.05).all() and len(away) == (2 if kind == '2d' else 4)


@pytest.mark.parametrize('kind', ['2d', '3d'])
def test_theta_is_that_of_the_view_that_the_scores_saw(kind):
    """After all steps: the middle half, once it is 1.2 times as wide."""
    model = recognizer(kind, steps=STEPS[1:])
    model.box_in_crop = (-0.5, -0.5, 0.5, 0.5)
    seen = []
    warp = model.stn.warp
    model.stn.warp = lambda x, view, *rest: (
        seen.append(view) or warp(x, view, *rest)
    )
    with torch.no_grad():
        _, theta = ExportableRecognizer(model)(pixels(SHAPES[kind], 2))
    assert torch.equal(theta, seen[0].theta)
    found = model.stn.last_view.theta
    torch.testing.assert_close(theta[..., :2], 1.2 * found[..., :2])


def test_the_place_of_the_box_comes_from_the_pipeline():
    crop = dict(type='TubeCrop', size=32, context=1.6)
    pipeline = [
        dict(type='SampleFrames', clip_len=1, num_clips=3, test_mode=True),
        dict(type='DecordDecode'),
        crop,
        dict(type='FormatShape', input_format='NCHW'),
        dict(type='PackTubeInputs'),
    ]
    loader = dict(dataset=dict(pipeline=pipeline))
    cfg = Config(dict(test_dataloader=loader))
    assert export.crop_box(cfg) == (-0.625, -0.625, 0.625, 0.625)
    assert export.crop_box(Config(dict())) is None


def exported(kind, path, **options):
    model = recognizer(kind, **options)
    model.box_in_crop = (-0.5, -0.5, 0.5, 0.5)
    make = export.export_onnx if path.endswith('onnx') else export.export_torch
    make(model, path, SHAPES[kind])
    return model, export.differences(model, path, SHAPES[kind])


@pytest.mark.parametrize(
    'kind, ending',
    [('2d', 'onnx'), ('3d', 'onnx'), ('2d', 'pt2'), ('3d', 'ts')],
)
def test_parity(kind, ending, tmp_path):
    path = str(tmp_path / f'model.{ending}')
    model, found = exported(kind, path)
    assert max(found.values()) < 1e-4, found
    if ending == 'onnx':
        assert_4d_gridsample_of_a_free_batch(path, SHAPES[kind])
    # The comparison sees a theta that differs.
    with torch.no_grad():
        model.stn.localisation.regressor.bias[0] += 0.1
    found = export.differences(model, path, SHAPES[kind])
    assert found['theta'] > 0.01 and found['scores'] > 1e-4


def assert_4d_gridsample_of_a_free_batch(path, shape):
    graph = onnx.shape_inference.infer_shapes(onnx.load(path)).graph
    assert [i.name for i in graph.input] == ['clips']
    batch, *rest = graph.input[0].type.tensor_type.shape.dim
    assert batch.dim_param and not batch.dim_value
    assert tuple(dim.dim_value for dim in rest) == shape
    [node] = [n for n in graph.node if n.op_type == 'GridSample']
    ranks = {
        value.name: len(value.type.tensor_type.shape.dim)
        for value in graph.value_info
    }
    assert [ranks[name] for name in node.input] == [4, 4]


@pytest.mark.parametrize(
    'kind, options',
    [
        (
            '3d',
            dict(
                transformation='projective',
                temporal='smooth',
                looks_at=dict(type='Thumbnail', size=32, num_looks=2),
            ),
        ),
        (
            '3d',
            dict(
                transformation='attention',
                temporal='frame',
                looks_at=dict(
                    type='Thumbnail', size=32, num_looks=2, context=1.4
                ),
                steps=STEPS,
            ),
        ),
        (
            '2d',
            dict(
                looks_at=dict(
                    type='BackboneFeatures',
                    layers=('conv1', 'maxpool', 'layer1'),
                    taps=('layer1',),
                    map_channels=64,
                    stride=8,
                    size=64,
                    num_looks=2,
                    coordinates=True,
                ),
            ),
        ),
    ],
)
def test_onnx_of_two_looks(kind, options, tmp_path):
    path = str(tmp_path / 'model.onnx')
    _, found = exported(kind, path, **options)
    assert max(found.values()) < 1e-4, found


@pytest.mark.parametrize('side', [64, 224])
def test_pixels_are_as_rough_as_natural_images(side):
    """Power falls with the square of the frequency: four times an octave."""
    clips = pixels((3, side, side + 1), 8, seed=1)
    assert clips.shape == (8, 3, side, side + 1)
    assert clips.dtype == torch.float32
    assert clips.min() >= 0 and clips.max() <= 255
    assert clips.mean() == pytest.approx(127.5, abs=2)
    assert clips.std() == pytest.approx(58, abs=2)
    power = (
        torch.fft.rfft2(clips).abs().square().mean((0, 1))[1 : side // 2, 0]
    )
    frequency = torch.arange(1, side // 2)
    slope = np.polyfit(frequency.log().numpy(), power.log().numpy(), 1)[0]
    assert slope == pytest.approx(-2, abs=0.25)
    assert torch.equal(clips, pixels((3, side, side + 1), 8, seed=1))
    assert not torch.equal(clips, pixels((3, side, side + 1), 8, seed=2))


def test_old_opset(tmp_path):
    with pytest.raises(ValueError, match='opset must be 18 or more, got 16'):
        export.export_onnx(recognizer('2d'), 'x.onnx', SHAPES['2d'], 16)


def test_other_ending():
    with pytest.raises(ValueError, match=r".pt2 .* got 'x.bin'"):
        export.export_torch(recognizer('2d'), 'x.bin', SHAPES['2d'])


def test_model_without_an_stn():
    with pytest.raises(TypeError, match='no recogniser with an stn'):
        ExportableRecognizer(torch.nn.Linear(1, 1))


def test_missing_package_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, 'onnxruntime', None)
    with pytest.raises(ImportError, match=r'needs onnxruntime.*\[deploy\]'):
        export.load_exported('x.onnx')


@pytest.mark.parametrize('shape', [(3, 8, 8), (1, 3, 0, 8, 8)])
def test_wrong_shape(shape):
    with pytest.raises(ValueError, match='M C H W .* or V C T H W'):
        export.input_shape(None, shape)
