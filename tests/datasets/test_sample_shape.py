import pytest
from mmengine.registry import init_default_scope

import stn_action  # noqa: F401
from stn_action.datasets.sample_shape import sample_shape


@pytest.fixture(autouse=True)
def default_scope():
    init_default_scope('mmaction')


def pipeline(*spatial, input_format='NCTHW', **sampling):
    return [
        dict(type='SampleFrames', frame_interval=2, **sampling),
        dict(type='DecordInit'),
        dict(type='DecordDecode'),
        *spatial,
        dict(type='FormatShape', input_format=input_format),
        dict(type='PackTubeInputs'),
    ]


def test_tube_crops():
    noise = dict(type='TubeBoxNoise', level=1.0, start='clean_boxes')
    crop = dict(type='TubeCrop', size=40)
    assert sample_shape(pipeline(noise, crop, clip_len=8)) == (1, 3, 8, 40, 40)
    assert sample_shape(
        pipeline(crop, clip_len=1, num_clips=5, input_format='NCHW')
    ) == (5, 3, 40, 40)


def test_three_crops_of_four_clips():
    """4 x 3 views; the frames are brought to 60 px high first."""
    spatial = (
        dict(type='Resize', scale=(-1, 60)),
        dict(type='ThreeCrop', crop_size=60),
    )
    assert sample_shape(pipeline(*spatial, clip_len=8, num_clips=4)) == (
        12,
        3,
        8,
        60,
        60,
    )


def test_a_transform_that_wants_more_is_named():
    with pytest.raises(ValueError, match='LoadHVULabel does not run.*--shape'):
        sample_shape([dict(type='LoadHVULabel')])
