"""The figure of input, grids and views."""

import importlib
from pathlib import Path

import numpy as np
import pytest
import torch
from mmaction.registry import MODELS
from mmaction.structures import ActionDataSample
from mmengine.registry import init_default_scope

import stn_action.experiments.paper  # noqa: F401  PaperBackbone

SCRIPT = Path(__file__).parents[2] / 'tools/visualizations/draw_transforms.py'


@pytest.fixture(scope='module')
def script():
    module = importlib.import_module('tools.visualizations.draw_transforms')
    return module


@pytest.mark.parametrize('channels', [1, 3])
def test_a_row_shows_input_grids_and_views(script, channels):
    """Two parallel views, the halves of a picture, at identity."""
    init_default_scope('mmaction')
    model = MODELS.build(
        dict(
            type='STNRecognizer2D',
            backbone=dict(
                type='PaperBackbone',
                layers='fc[4]',
                size=32,
                in_channels=channels,
            ),
            cls_head=dict(type='TSNHead', num_classes=2, in_channels=8),
            stn=dict(
                type='ParallelSpatialTransformer',
                tiles=[(-1, -1, 0, 1), (0, -1, 1, 1)],
                localisation=dict(
                    type='LargeKernelConv',
                    kernel_sizes=(7, 5),
                    channels=(4, 4),
                ),
                looks_at=dict(type='Thumbnail', size=16, channels=channels),
                sampler=dict(supersample=1),
                output_size=(32, 16),
            ),
            data_preprocessor=dict(
                type='ActionDataPreprocessor',
                mean=[100.0] * channels,
                std=[50.0] * channels,
            ),
        )
    ).eval()
    image = torch.randint(0, 255, (1, channels, 32, 32), dtype=torch.uint8)
    cells = script.draw_sample(
        model, dict(inputs=image, data_samples=ActionDataSample())
    )
    assert len(cells) == 5
    small = image[0].permute(1, 2, 0).expand(-1, -1, 3).numpy()
    if channels == 3:
        small = small[..., ::-1]  # BGR to RGB
    picture = cells[0][::5, ::5]
    np.testing.assert_allclose(picture.astype(int), small, atol=1)
    np.testing.assert_allclose(
        cells[3][::5, ::5].astype(int), small[:, :16], atol=1
    )
    np.testing.assert_allclose(
        cells[4][::5, ::5].astype(int), small[:, 16:], atol=1
    )
    assert cells[1].shape[0] > cells[0].shape[0]
    assert (cells[1] != cells[2]).any()
