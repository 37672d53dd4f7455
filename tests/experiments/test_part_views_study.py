"""The whole experiment on clips of a few frames, and its tool."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from stn_action.experiments.part_views.cache import LARGER
from stn_action.experiments.part_views.heads import Logits
from stn_action.experiments.part_views.lattice import lattice
from stn_action.experiments.part_views.methods import Comparison, compare
from stn_action.experiments.part_views.pictures import (
    first_clips,
    heat_map,
    part_sheet,
)
from stn_action.experiments.part_views.study import BEHIND, Study, stack_views
from stn_action.tubes import PersonTube, square_boxes


class Blocks:
    """Six clips of two classes: the upper half is bright, or the lower."""

    metainfo = dict(classes=['high', 'low'])

    def __init__(self):
        self.labels = np.array([0, 1] * 3)
        self.entries = [
            dict(filename=f'{"abcdef"[5 - i]}.avi', label=k, total_frames=6)
            for i, k in enumerate(self.labels)
        ]

    def __len__(self):
        return 6

    def frames(self, clip):
        video = np.zeros((6, 60, 80, 3), np.uint8)
        rows = slice(0, 30) if self.labels[clip] == 0 else slice(30, 60)
        video[:, rows] = 255
        return video

    def shape(self, clip):
        return 60, 80

    def tube(self, clip):
        boxes = np.tile([30.0, 10, 50, 50], (6, 1))
        return PersonTube(np.arange(6), boxes, np.ones(6))


class Still:
    """A front end that shows another square than the box."""

    def views(self, clips, chosen, frames, boxes):
        return square_boxes(boxes, 0.5)

    def shown(self, views, boxes):
        return views


VIEWS = len(lattice()) + len(LARGER)
MEMBERS = [np.array([0, 1]), np.array([2, 3]), np.array([4, 5])]


def rows_of(x):
    """Mean brightness of the upper and the lower half of a picture."""
    return F.adaptive_avg_pool2d(x[:, :1], (2, 1)).flatten(1)[..., None, None]


@pytest.fixture
def study(tmp_path):
    told = []
    made = Study(
        Blocks(), MEMBERS, rows_of, str(tmp_path), [Still()], 2, told.append
    )
    made.told = told
    return made


def test_features_are_computed_once_and_behind_front_ends(study):
    whole = stack_views(study.features('true'))
    assert whole.shape == (VIEWS, 6, 2)
    assert (whole[0, 0, 0] > whole[0, 0, 1]) and (
        whole[0, 1, 0] < whole[0, 1, 1]
    )
    before = len(list(study.told))
    torch.testing.assert_close(stack_views(study.features('true')), whole)
    assert len(study.told) == before
    behind, plain = 'loose' + BEHIND, study.boxes('loose').squares
    shown = study.boxes(behind).squares
    np.testing.assert_array_equal(shown[2:], plain[2:])
    sides = [np.diff(s[:2][..., [0, 2]]) for s in (shown, plain)]
    np.testing.assert_allclose(sides[0] * 1.1, sides[1] * 0.5)
    assert study.clips_of(behind).tolist() == [0, 1]
    found, loose = study.features(behind), study.features('loose')
    torch.testing.assert_close(found['views'][2:], loose['views'][2:])
    assert (found['views'][:2] != loose['views'][:2]).any()


def test_scores_of_all_tests_and_a_page_of_pictures(study):
    logits = study.logits('true')
    assert set(logits) == {
        'true',
        'loose',
        'loose again',
        'loose' + BEHIND,
        'train true 0',
        'train true 1',
    }
    test = logits['true'].test
    assert test.shape == (2, VIEWS, 6, 2)
    joined = study.side_by_side('true', [0, 3, 23])
    assert joined['true'].shape == (2, 6, 2)
    parts = [[(0.0, 0.5, 0.5), (0.0, -0.5, 0.5)]] * 3
    sheet = part_sheet(study, test, parts, torch.zeros(6, 2, 2))
    assert sheet.dtype == np.uint8 and sheet.ndim == 3
    assert study.tests('loose') == ['loose', 'loose again']


def test_a_part_of_the_tests(study):
    study.tested_on = ['loose' + BEHIND]
    assert study.tests('true') == ['true', 'loose' + BEHIND]
    assert study.tests('loose') == []
    assert 'loose' not in study.logits('true')
    study.tested_on = None  # what was kept of a part is not taken for all
    assert 'loose' in study.logits('true')


def test_the_first_clip_by_name_of_each_class():
    assert first_clips(Blocks().entries, 2) == [4, 5]


def test_heat_maps_are_red_where_it_helps_and_blue_where_not():
    gain = np.zeros(25)
    gain[0], gain[24] = 1, -1
    picture = heat_map(gain, 1.0)
    assert picture[0, 0, 0] > 100 > picture[0, 0, 2]
    assert picture[-1, -1, 2] > 100 > picture[-1, -1, 0]


def test_compare_says_what_each_way_costs_in_views():
    study_logits = torch.randn(2, VIEWS, 6, 2)
    nested = torch.randn(3, VIEWS, 6, 2)
    labels = torch.tensor([0, 1] * 3)
    comparison = Comparison(Logits(study_logits, nested), labels, MEMBERS)
    ways = compare(comparison, torch.randn(6, 4))
    views = {name: (r.whole, r.parts) for name, r in ways.items()}
    assert views['whole, 208 px'] == (208, 0)
    assert views['112 px and 2 selected'] == (112, 2)
    assert views['192 px and 5 tiles'] == (192, 5)
    for name, result in ways.items():
        assert result.scores.shape == (2, 6, 2), name
