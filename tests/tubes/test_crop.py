import tracemalloc

import cv2
import numpy as np
import pytest

from stn_action.tubes import crop_frame, crop_regions, frame_to_crop


def naive_cut(frame, region, border):
    """Pixel by pixel, without resizing."""
    height, width = frame.shape[:2]
    x1, y1, x2, y2 = region
    out = np.zeros((y2 - y1, x2 - x1, 3), frame.dtype)
    for y in range(y1, y2):
        for x in range(x1, x2):
            inside = 0 <= y < height and 0 <= x < width
            if inside or border == 'replicate':
                out[y - y1, x - x1] = frame[
                    min(max(y, 0), height - 1), min(max(x, 0), width - 1)
                ]
    return out


@pytest.fixture
def frame():
    return np.random.default_rng(0).integers(0, 256, (24, 32, 3), np.uint8)


REGIONS = [
    (4, 5, 16, 17),
    (-3, -6, 15, 12),
    (20, 10, 44, 34),
    (-8, -12, 40, 36),
    (31, 23, 33, 25),
]


@pytest.mark.parametrize('border', ['replicate', 'constant'])
@pytest.mark.parametrize('region', REGIONS)
def test_cut_is_exact_without_resizing(frame, region, border):
    before = frame.copy()
    crop = crop_frame(frame, region, region[2] - region[0], border)
    assert (crop == naive_cut(frame, region, border)).all()
    assert (frame == before).all()


@pytest.mark.parametrize('region', REGIONS[:4])
def test_shrinking_by_a_whole_factor_averages(frame, region):
    side = region[2] - region[0]
    crop = crop_frame(frame, region, side // 3)
    full = naive_cut(frame, region, 'replicate').astype(float)
    mean = full.reshape(side // 3, 3, side // 3, 3, 3).mean((1, 3))
    assert abs(crop - mean).max() <= 0.5001


def test_growing_keeps_edges_in_place():
    ramp = np.tile(np.arange(32, dtype=np.float32)[:, None], (1, 32))
    frame = np.stack([ramp.T, ramp, ramp * 0], -1)  # x and y of each pixel
    region = np.array([4, 8, 14, 18])
    crop = crop_frame(frame, region, 40)
    # pixel centre i of the crop lies at 4 + (i + .5) * 10 / 40 on the edges'
    # scale, where pixel x has its centre at x + .5
    where = (np.arange(40) + 0.5) / 4 - 0.5
    expected = where.clip(0, 9)
    np.testing.assert_allclose(crop[7, :, 0], 4 + expected, atol=1e-4)
    np.testing.assert_allclose(crop[:, 7, 1], 8 + expected, atol=1e-4)


def test_takes_reversed_channels(frame):
    reversed_view = frame[..., ::-1]
    crop = crop_frame(reversed_view, REGIONS[1], 9)
    copy = crop_frame(reversed_view.copy(), REGIONS[1], 9)
    assert (crop == copy).all() and crop.flags.c_contiguous


def test_regions_by_hand():
    boxes = np.array([[10, 0, 20, 30.0], [10, 0, 20.4, 8], [5, 5, 5.1, 5.1]])
    # 30 x 30 around (15, 15); 10.4 -> 10 around (15.2, 4); at least 1 pixel
    expected = [[0, 0, 30, 30], [10, -1, 20, 9], [5, 5, 6, 6]]
    assert crop_regions(boxes).tolist() == expected
    assert crop_regions(boxes[:1], 1.5).tolist() == [[-7, -7, 38, 38]]


def test_regions_are_square_and_near_the_box():
    rng = np.random.default_rng(0)
    low = rng.uniform(-20, 300, (500, 2))
    boxes = np.concatenate([low, low + rng.uniform(2, 200, (500, 2))], 1)
    regions = crop_regions(boxes, 1.25)
    size = regions[:, 2:] - regions[:, :2]
    assert (size[:, 0] == size[:, 1]).all()
    want = (boxes[:, 2:] - boxes[:, :2]).max(1) * 1.25
    assert abs(size[:, 0] - want).max() <= 0.5
    centres = (regions[:, :2] + regions[:, 2:]) / 2
    assert abs(centres - (boxes[:, :2] + boxes[:, 2:]) / 2).max() <= 0.5


def test_frame_to_crop():
    regions = np.array([[10, 20, 30, 40], [-5, -5, 5, 5]])
    boxes = np.array([[10, 20, 30, 40.0], [0, 0, 5, 2]])
    expected = [[0, 0, 100, 100], [50, 50, 100, 70]]
    assert frame_to_crop(boxes, regions, 100).tolist() == expected


@pytest.mark.parametrize('region', [(32, 0, 40, 8), (0, -9, 9, 0)])
def test_outside_the_frame(frame, region):
    with pytest.raises(ValueError, match='outside the frame of 32 x 24'):
        crop_frame(frame, region, 8)


@pytest.mark.parametrize('border', ['replicate', 'constant'])
@pytest.mark.parametrize('reverse', [False, True])
@pytest.mark.parametrize(
    'region',
    [
        (0, 0, 24, 24),
        (-8, -24, 40, 24),
        (-100, -90, 92, 102),
        (-384, -384, 384, 384),
        (31, 23, 223, 215),
    ],
)
def test_large_regions_are_halved_to_the_same_pixels(
    frame, region, reverse, border
):
    """Whole numbers of pixels for one: averaging twice is averaging once."""
    side = region[2] - region[0]
    size = side // 8
    if reverse:
        frame = frame[..., ::-1]
    crop = crop_frame(frame, region, size, border)
    full = naive_cut(frame, region, border).astype(float)
    mean = full.reshape(size, 8, size, 8, 3).mean((1, 3))
    # each of two or three averages is rounded
    assert abs(crop - mean).max() <= 1.6
    assert crop.flags.c_contiguous


@pytest.mark.parametrize('side', [120, 150, 180, 230, 264, 330])
def test_other_factors_differ_little_from_averaging_areas(side):
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (80, 80, 3), np.uint8)
    frame = cv2.resize(noise, (400, 400), interpolation=cv2.INTER_CUBIC)
    crop = crop_frame(frame, (10, 6, 10 + side, 6 + side), 112)
    areas = cv2.resize(
        frame[6 : 6 + side, 10 : 10 + side],
        (112, 112),
        interpolation=cv2.INTER_AREA,
    )
    noise = np.mean((crop.astype(float) - areas) ** 2)
    assert 10 * np.log10(255**2 / noise) > 38
    # the plain bilinear samples of MMAction2's Resize are further off
    if side > 180:
        plain = cv2.resize(frame[6 : 6 + side, 10 : 10 + side], (112, 112))
        assert noise < np.mean((plain.astype(float) - areas) ** 2) / 4


def test_a_monstrous_region_takes_no_memory(frame):
    region = crop_regions(np.array([[-3e5, -3e5, 3e5, 3e5]]), 1.1, 112)[0]
    tracemalloc.start()
    crop = crop_frame(frame, region, 112)
    assert tracemalloc.get_traced_memory()[1] < 20e6
    tracemalloc.stop()
    assert crop.shape == (112, 112, 3)
    with pytest.raises(ValueError, match='too large for the frame of 32 x 24'):
        crop_frame(frame, (-30_001, 0, 30_000, 60_001), 112)


def test_regions_that_can_be_halved():
    boxes = np.array([[0, 0, side, 5.0] for side in (299, 301, 601, 1203)])
    sides = crop_regions(boxes, 1.0, 100)
    assert (sides[:, 2] - sides[:, 0]).tolist() == [299, 302, 600, 1200]
    assert (sides[:, 3] - sides[:, 1]).tolist() == [299, 302, 600, 1200]
    # other crops are those of before
    small = crop_regions(boxes, 1.0)
    assert (crop_regions(boxes, 1.0, 500) == small).all()


def test_regions_are_square_where_half_a_pixel_is_rounded():
    """Sides of k + 1/2 px, which float arithmetic puts on either side."""
    rng = np.random.default_rng(0)
    low = rng.uniform(0, 100, (20000, 2))
    side = (rng.integers(10, 90, (20000, 1)) + 0.5) / 1.4
    regions = crop_regions(np.concatenate([low, low + side], 1), 1.4)
    sides = regions[:, 2:] - regions[:, :2]
    assert (sides[:, 0] == sides[:, 1]).all()
