"""Records and pictures against the model's own view."""

import numpy as np
import pytest
import torch
from mmaction.registry import MODELS
from mmaction.structures import ActionDataSample
from mmengine.registry import init_default_scope

import stn_action.experiments.paper  # noqa: F401  (PaperBackbone)
from stn_action.models import STNRecognizer2D
from stn_action.visualization.refocus_sheet import (
    annotate,
    refocus_sheet,
    spread,
)
from stn_action.visualization.refocused_clip import RefocusedClip
from stn_action.visualization.theta_plot import theta_plot

SIZE, FRAMES = 32, 4


def refocuser(three_d=False, **stn):
    init_default_scope('mmaction')
    torch.manual_seed(0)
    stn = dict(
        dict(
            localisation=dict(
                type='LargeKernelConv', kernel_sizes=(7, 5), channels=(4, 4)
            ),
            looks_at=dict(type='Thumbnail', size=16),
            output_size=20,
        ),
        **stn,
    )
    model = MODELS.build(
        dict(
            type='STNRefocuser',
            stn=stn,
            data_preprocessor=dict(
                type='ActionDataPreprocessor',
                format_shape='NCTHW' if three_d else 'NCHW',
            ),
        )
    ).eval()
    torch.nn.init.normal_(model.stn.localisation.regressor.weight, std=0.3)
    return model


def one_sample():
    sample = ActionDataSample()
    crop = np.array([[10.0, 20, 42, 52]] * FRAMES) + np.arange(FRAMES)[:, None]
    sample.set_metainfo(
        dict(
            frame_inds=np.arange(FRAMES) * 2,
            crop_boxes=crop,
            boxes_frame=crop + 3,
            sample_id='a#0',
        )
    )
    return sample


CASES = [
    ('attention', 'clip'),
    ('projective', 'frame'),
    ('thin_plate_spline', 'frame'),
]


@pytest.mark.parametrize('family, temporal', CASES)
@pytest.mark.parametrize('three_d', [False, True])
@torch.no_grad()
def test_views_are_what_the_model_saw(family, temporal, three_d):
    model = refocuser(three_d, transformation=family, temporal=temporal)
    pixels = torch.randint(0, 255, (FRAMES, 3, SIZE, SIZE), dtype=torch.uint8)
    if three_d:  # two clips of two frames
        pixels = pixels.unflatten(0, (2, 2)).transpose(1, 2)
    data = dict(inputs=[pixels], data_samples=[one_sample()])
    expected = model(**model.data_preprocessor(data), mode='tensor')
    (sample,) = model.test_step(data)
    clip = RefocusedClip.from_sample(sample)
    clip.add_pictures(model, pixels)
    expected = expected.permute(0, 2, 3, 4, 1).flatten(0, 1)
    assert clip.views.shape == (FRAMES, 1, 20, 20, 3)
    np.testing.assert_allclose(
        clip.views[:, 0].astype(float), expected.round().numpy(), atol=1
    )
    # the border of the view, in pixels of the frame
    outline = model.stn.transformation.outline(torch.from_numpy(clip.theta))
    by_hand = clip.crop_boxes[:, None, :2] + (outline.numpy() + 1) * 16
    np.testing.assert_allclose(clip.outlines_frame()[:, 0], by_hand, atol=1e-4)
    assert clip.outlines.shape[2] == (48 if 'thin' in family else 4)
    assert refocus_sheet(clip).shape[1] >= 480


@pytest.mark.parametrize('record', [['Record'], []])
@torch.no_grad()
def test_parts_of_a_view(record):
    """The view is drawn as one, or its parts, as they are recorded."""
    halves = dict(type='Parts', boxes=[(-1, -1, 1, 0), (-1, 0, 1, 1)])
    model = refocuser(False, steps=[*record, halves])
    pixels = torch.randint(0, 255, (FRAMES, 3, SIZE, SIZE), dtype=torch.uint8)
    data = dict(inputs=[pixels], data_samples=[one_sample()])
    (sample,) = model.test_step(data)
    clip = RefocusedClip.from_sample(sample)
    clip.add_pictures(model, pixels)
    assert clip.views.shape == (FRAMES, 2, 20, 20, 3)
    assert ('zoom' in clip.numbers) == bool(record)
    assert refocus_sheet(clip).shape[1] >= 480


@pytest.mark.parametrize('temporal', ['clip', 'frame'])
@torch.no_grad()
def test_parallel_views(temporal):
    """Two halves of the crop, at identity within each."""
    model = STNRecognizer2D(
        backbone=dict(
            type='PaperBackbone', layers='fc[8]', size=16, in_channels=3
        ),
        cls_head=dict(type='TSNHead', num_classes=2, in_channels=16),
        stn=dict(
            type='ParallelSpatialTransformer',
            tiles=[(-1, -1, 1, 0), (-1, 0, 1, 1)],
            localisation=dict(
                type='LargeKernelConv', kernel_sizes=(7, 5), channels=(4, 4)
            ),
            looks_at=dict(type='Thumbnail', size=16),
            sampler=dict(supersample=1),
            temporal=temporal,
            output_size=(16, 32),
        ),
        data_preprocessor=dict(
            type='ActionDataPreprocessor', format_shape='NCHW'
        ),
    ).eval()
    model.stn.init_weights()
    pixels = torch.randint(0, 255, (FRAMES, 3, SIZE, SIZE), dtype=torch.uint8)
    sample = one_sample()
    clips = pixels.float().transpose(0, 1)[None]
    view = model.localise(clips)[-1]
    model.record_views(view, view, [sample])
    clip = RefocusedClip.from_sample(sample)
    clip.add_pictures(model, pixels)
    images = pixels.permute(0, 2, 3, 1).numpy()
    np.testing.assert_array_equal(clip.views[:, 0], images[:, :16])
    np.testing.assert_array_equal(clip.views[:, 1], images[:, 16:])
    assert clip.outlines.shape == (FRAMES, 2, 4, 2)
    np.testing.assert_allclose(
        clip.outlines_frame()[0, 1], [[10, 36], [42, 36], [42, 52], [10, 52]]
    )
    assert refocus_sheet(clip).shape[1] >= 480


def test_what_is_drawn_where():
    """Boxes on the pixels that they name, in their colours."""
    clip = RefocusedClip(
        np.array([0]),
        np.array([[10.0, 10, 40, 50]]),
        np.array([[0.0, 0, 64, 64]]),
        np.array([[[[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]]]),
        np.eye(2, 3)[None],
        clean_boxes_frame=np.array([[5.0, 5, 60, 62]]),
    )
    drawn = annotate(np.zeros((64, 64, 3), np.uint8), clip, 0).astype(int)
    orange, blue, white = drawn[30, 9:11], drawn[25, 15:17], drawn[30, 4:6]
    assert (orange[:, 0] > 100).any() and (orange[:, 2] < 60).all()
    assert (blue[:, 2] > 100).any() and (white.min(1) > 100).any()
    assert not drawn[58, 40].any()


def test_numbers_are_plotted():
    still, moving = np.zeros(5), np.linspace(-1, 1, 5)
    flat = theta_plot(dict(shift=still), range(5), (400, 160))
    steep = theta_plot(dict(shift=moving), range(5), (400, 160))
    assert flat.shape == steep.shape == (160, 400, 3)
    assert (flat != steep).any() and flat.std() > 5
    points = np.random.default_rng(0).normal(size=(5, 16))
    many = theta_plot(dict(points=points), range(5), (400, 160))
    assert (many != steep).any()
    # the frames may come in any order
    back = theta_plot(dict(shift=moving[::-1]), range(5)[::-1], (400, 160))
    np.testing.assert_array_equal(back, steep)


def test_spread():
    assert spread(10, 3).tolist() == [0, 4, 9]
    assert spread(2, 8).tolist() == [0, 1]
