"""Settings that do not fit fail when the transformer is built, not later."""

import itertools

import pytest
import torch

from stn_action.transformer import (
    TRANSFORMATIONS,
    ParallelSpatialTransformer,
    SpatialTransformer,
)

TILES = [(-1, -1, 0, 0), (0, 0, 1, 1), (-0.5, -0.5, 0.5, 0.5)]
BOX = (-0.5, -0.5, 0.5, 0.5)

LOOKS = dict(
    plain=dict(),
    told=dict(coordinates=True),
    two=dict(num_looks=2, coordinates=True),
    within=dict(context=1.2),
    again=dict(context=1.2, coordinates=True, look_again=dict(below=0.999)),
)
STEPS = dict(
    none=[],
    steady=[dict(type='Steady', error=0.1)],
    keep_box=[dict(type='KeepBox', iou=0.5)],
    context=[dict(type='Context', factor=1.1)],
    noise=[dict(type='Noise', share=0.1)],
    parts=[
        'Record',
        dict(type='Parts', boxes=[(-1, -1, 1, 0), (-1, 0, 1, 1)]),
    ],
)


def build(family, parallel, temporal, look, steps):
    """None for what is refused at build."""
    cls = SpatialTransformer
    settings = dict(
        localisation=dict(
            type='LargeKernelConv', kernel_sizes=(5,), channels=(4,)
        ),
        transformation=family,
        temporal=temporal,
        looks_at=dict(type='Thumbnail', size=8, **LOOKS[look]),
        steps=STEPS[steps],
        output_size=6,
    )
    if parallel:
        cls, settings['tiles'] = ParallelSpatialTransformer, TILES
    try:
        return cls(**settings)
    except (TypeError, ValueError):
        return None


@pytest.mark.parametrize('parallel', [False, True])
@pytest.mark.parametrize('family', TRANSFORMATIONS)
def test_what_builds_takes_clips_and_images(family, parallel):
    """As many clips as frames and views, and others: axes are not mixed."""
    clips = torch.rand(3, 3, 3, 16, 16), torch.rand(2, 3, 6, 16, 16)
    built = 0
    for case in itertools.product(('clip', 'smooth'), LOOKS, STEPS):
        stn = build(family, parallel, *case)
        if stn is None:
            continue
        built += 1
        for clip in clips:
            for x in (clip, clip[:, :, 0]):
                pixels, view = stn(x, boxes=BOX)
                shape = (len(x) * stn.num_views, *x.shape[1:-2], 6, 6)
                assert pixels.shape == shape, case
                assert view.record(len(x))['theta'].isfinite().all(), case
    assert bool(built) == ((family, parallel) != ('thin_plate_spline', True))


def test_a_second_look_of_parallel_views_is_refused():
    with pytest.raises(ValueError, match='by one look, .* and look_again'):
        ParallelSpatialTransformer(
            TILES, looks_at=dict(type='Thumbnail', **LOOKS['again'])
        )
    with pytest.raises(ValueError, match='by one look, got num_looks=2$'):
        ParallelSpatialTransformer(
            TILES, looks_at=dict(type='Thumbnail', num_looks=2)
        )


def test_a_second_look_at_images_is_that_at_clips_of_one_frame():
    """Seven clips, whose looks differ; boxes that make some look again."""
    torch.manual_seed(0)
    for temporal in ('clip', 'frame'):
        stn = build('attention', False, temporal, 'again', 'none').eval()
        torch.nn.init.normal_(stn.localisation.regressor.weight)
        images = torch.rand(7, 3, 16, 16)
        first, second = stn.localise(images, boxes=BOX)
        again = stn.localise(images.unsqueeze(2), boxes=BOX)[-1]
        assert (first.theta != second.theta).any()
        torch.testing.assert_close(second.theta, again.of_images().theta)


def test_steady_leaves_images_alone():
    stn = build('projective', False, 'frame', 'plain', 'steady').eval()
    torch.nn.init.normal_(stn.localisation.regressor.weight)
    found = stn.localise(torch.rand(5, 3, 16, 16))[-1]
    assert stn.take_steps(found).sampled is found
