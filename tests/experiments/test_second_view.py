"""A random window of the crop as a second view."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from mmengine.config import Config

from stn_action.datasets import PersonTubeDataset
from stn_action.experiments.second_view import RandomSecondView
from tests.datasets.tube_videos import entry, person_boxes

SIZE = 40


def results(sample_id='a.avi#0', boxes=True):
    rng = np.random.default_rng(0)
    out = dict(
        imgs=list(rng.integers(0, 256, (3, SIZE, SIZE, 3), np.uint8)),
        img_shape=(SIZE, SIZE),
        frame_inds=np.array([[1], [5], [9]]),
        crop_boxes=np.float32(
            [[10, 20, 90, 100], [0, 0, 20, 20], [-5, 0, 35, 40]]
        ),
        sample_id=sample_id,
    )
    if boxes:
        out['gt_bboxes'] = np.float32([[10, 8, 30, 28]] * 3)
        out['proposals'] = np.float32([[2, 4, 38, 40]] * 3)
    return out


def window_of(out, k=0):
    """In pixels of the crop, from the region that it shows of the frame."""
    region, crop = out['crop_boxes'][3 + k], out['crop_boxes'][k]
    scale = SIZE / (crop[2] - crop[0])
    return (region - np.tile(crop[:2], 2)) * scale


@pytest.mark.parametrize('seed', range(5))
def test_the_second_view_is_a_window_of_the_first(seed):
    before = results()
    out = RandomSecondView(seed=seed)(results())
    assert len(out['imgs']) == 6 and out['frame_inds'].tolist() == 2 * [
        1,
        5,
        9,
    ]
    windows = np.array([window_of(out, k) for k in range(3)])
    np.testing.assert_allclose(windows, np.tile(windows[0], (3, 1)), atol=1e-4)
    x1, y1, x2, y2 = windows[0].round().astype(int)
    assert 0 <= x1 < x2 <= SIZE and 0 <= y1 < y2 <= SIZE
    assert x2 - x1 == y2 - y1 and x2 - x1 >= SIZE / 2
    for first, second, source in zip(
        out['imgs'], out['imgs'][3:], before['imgs']
    ):
        assert (first == source).all() and second.shape == source.shape
        expected = cv2.resize(source[y1:y2, x1:x2], (SIZE, SIZE))
        assert (second == expected).all()


def test_boxes_follow():
    out = RandomSecondView(scale=(0.6, 0.8), seed=1)(results())
    x1, y1, x2, y2 = window_of(out)
    factor = SIZE / (x2 - x1)
    for key, box in (
        ('gt_bboxes', [10, 8, 30, 28]),
        ('proposals', [2, 4, 38, 40]),
    ):
        moved = (np.array(box) - [x1, y1, x1, y1]) * factor
        assert out[key].dtype == np.float32 and out[key].shape == (6, 4)
        np.testing.assert_allclose(out[key][:3], [box] * 3)
        np.testing.assert_allclose(out[key][3:], [moved] * 3, atol=1e-3)
    assert 'gt_bboxes' not in RandomSecondView()(results(boxes=False))


def test_scale_and_place_are_spread():
    np.random.seed(0)
    windows = np.array(
        [
            window_of(RandomSecondView(scale=(0.25, 0.75))(results()))
            for _ in range(300)
        ]
    )
    sides = (windows[:, 2] - windows[:, 0]) / SIZE
    assert abs(sides.min() - 0.25) < 0.02 and abs(sides.max() - 0.75) < 0.02
    assert abs(sides.mean() - 0.5) < 0.03
    slack = windows[:, :2] / SIZE / (1 - sides[:, None])
    assert slack.min() < 0.05 and slack.max() > 0.95
    assert abs(slack.mean(0) - 0.5).max() < 0.06
    whole = RandomSecondView(scale=(1, 1))(results())
    assert (whole['imgs'][0] == whole['imgs'][3]).all()


def test_a_seed_depends_on_the_sample_alone():
    transform = RandomSecondView(seed=2)
    first = transform(results())['crop_boxes']
    np.random.seed(5)
    assert (transform(results())['crop_boxes'] == first).all()
    assert (transform(results('b.avi#0'))['crop_boxes'] != first).any()
    assert (RandomSecondView(seed=3)(results())['crop_boxes'] != first).any()


@pytest.mark.parametrize('scale', [(0, 1), (0.8, 0.5), (0.5, 1.2)])
def test_bad_scales(scale):
    with pytest.raises(ValueError, match=r'0 < low <= high <= 1, got \('):
        RandomSecondView(scale=scale)


def test_crops_must_be_square():
    with pytest.raises(ValueError, match='square crops, got 30 x 40'):
        RandomSecondView()(dict(results(), img_shape=(30, 40)))


def test_the_baselines_config(data, monkeypatch):
    """Six images a sample: three frames in two views, the same each time."""
    monkeypatch.setenv('JHMDB_VIDEOS', '.')
    config = Config.fromfile(
        Path(__file__).parents[2] / 'configs/jhmdb/tsn_efficientnet-lite0-'
        'frozen_second-view_1x1x3-10e_jhmdb-loose-boxes.py'
    )
    ann = data(entry('a.avi', person_boxes()))
    for part in ('train', 'test'):
        packed, again = (
            PersonTubeDataset(
                ann,
                config[f'{part}_dataloader'].dataset.pipeline,
                dict(video=str(data.folder)),
            )[0]
            for _ in range(2)
        )
        assert packed['inputs'].shape == (6, 3, 112, 112)
        assert len(packed['data_samples'].gt_instances.bboxes) == 6
        assert (packed['inputs'][0] != packed['inputs'][3]).any()
        same = (packed['inputs'] == again['inputs']).all()
        assert same == (part == 'test')
