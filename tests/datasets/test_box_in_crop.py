"""Where the person's box lies in the crop is written once, by the crop."""

import numpy as np
import pytest

from stn_action.datasets import PackTubeInputs, TubeCrop
from stn_action.tubes import PersonTube


def cropped(context, box=(30.0, 20, 50, 60), frames=3, **arguments):
    frame = np.zeros((90, 120, 3), np.uint8)
    results = dict(
        imgs=[frame] * frames,
        frame_inds=np.arange(frames),
        clip_len=frames,
        num_clips=1,
        tube=PersonTube([0], [box]),
        sample_id='a.avi#0',
    )
    return TubeCrop(64, context=context, **arguments)(results)


@pytest.mark.parametrize('context', [1.0, 1.1, 1.4, 2.0])
@pytest.mark.parametrize('box', [(30.0, 20, 50, 60), (-8.0, 3, 11.3, 40)])
def test_it_is_the_square_around_the_box(context, box):
    """Also where the region reaches beyond the frame. The exact place, with
    the region in whole pixels, is off by half a pixel of the frame at most."""
    results = cropped(context, box)
    side = 1 / context
    np.testing.assert_allclose(
        results['box_in_crop'],
        [[-side, -side, side, side]] * 3,
        rtol=1e-6,
    )
    x1, y1, x2, y2 = results['crop_boxes'][0]
    centre = np.array([box[0] + box[2], box[1] + box[3]]) / 2
    half = (box[3] - box[1]) / 2
    square = np.concatenate([centre - half, centre + half])
    low, size = np.array([x1, y1] * 2), x2 - x1
    exact = (square - low) / size * 2 - 1
    pixel = 2 / size
    off = abs(exact - results['box_in_crop'][0])
    assert off.max() <= pixel * 1.01


def packed(results, **keys):
    results = dict(results, inputs=np.zeros((3, 3, 8, 8)), **keys)
    results['imgs'] = np.zeros((3, 3, 8, 8), np.uint8)
    sample = PackTubeInputs()(results)['data_samples']
    return sample.metainfo['box_in_crop']


def test_the_sample_carries_it():
    results = cropped(1.4)
    np.testing.assert_array_equal(packed(results), results['box_in_crop'])


def test_a_mirrored_box():
    box = np.float32([[-0.5, -0.2, 0.1, 0.4]])
    results = dict(cropped(1.4, frames=1), box_in_crop=box)
    flip = dict(flip=True, flip_direction='horizontal')
    mirrored = packed(results, **flip)
    np.testing.assert_allclose(mirrored, [[-0.1, -0.2, 0.5, 0.4]], rtol=1e-6)
    np.testing.assert_array_equal(results['box_in_crop'], box)


@pytest.mark.parametrize(
    'later',
    [
        dict(crop_bbox=np.array([0, 0, 32, 32])),
        dict(crop_quadruple=np.array([0.1, 0, 0.5, 0.5])),
    ],
)
def test_a_later_crop_of_mmaction_forgets_it(later):
    assert packed(cropped(1.4), **later) is None
