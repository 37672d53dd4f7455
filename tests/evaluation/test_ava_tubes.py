import math
import multiprocessing.dummy

import pytest
import torch
from mmaction.evaluation.functional import ava_utils

from stn_action.evaluation import AVATubeMetric

ACTIONS = {1: 'bend', 11: 'sit', 17: 'carry', 80: 'watch'}
TOP_LEFT, BOTTOM_RIGHT, LEFT = (
    (0, 0, 0.5, 0.5),
    (0.5, 0.5, 1, 1),
    (0, 0, 0.5, 1),
)
TRUTH = (
    ('v', 902, TOP_LEFT, 1),
    ('v', 902, TOP_LEFT, 17),
    ('v', 902, BOTTOM_RIGHT, 1),
    ('v', 903, LEFT, 11),
)


@pytest.fixture(autouse=True)
def threads(monkeypatch):
    """In place of the 32 processes that AVAMetric starts."""
    monkeypatch.setattr(ava_utils, 'multiprocessing', multiprocessing.dummy)


@pytest.fixture
def files(tmp_path):
    (tmp_path / 'list.pbtxt').write_text(
        ''.join(
            f'item {{\n  name: "{name}"\n  id: {i}\n}}\n'
            for i, name in ACTIONS.items()
        )
    )
    (tmp_path / 'val.csv').write_text(
        ''.join(
            f'{video},{t:04d},{",".join(map(str, box))},{action},0\n'
            for video, t, box, action in TRUTH
        )
    )
    (tmp_path / 'excluded.csv').write_text('v,0903\n')
    return tmp_path


def tube(timestamp, box, *scores):
    """What a recogniser puts out for one tube, given its probabilities."""
    logits = torch.tensor([math.log(p / (1 - p)) for p in scores])
    return dict(
        video_id='v',
        timestamp=timestamp,
        entity_box=list(box),
        pred_score=logits,
    )


def tubes():
    """One exact box, one that misses its person, one exact."""
    return [
        tube(902, TOP_LEFT, 0.9, 0.5, 0.6, 0.3),
        tube(902, (0.4, 0.4, 0.8, 0.8), 0.8, 0.2, 0.95, 0.001),
        tube(903, LEFT, 0.7, 0.6, 0.1, 0.001),
    ]


def evaluate(files, samples, monkeypatch, classes=None, **kwargs):
    monkeypatch.chdir(files)  # AVAMetric writes its csv there
    metric = AVATubeMetric(
        ann_file=str(files / 'val.csv'),
        label_file=str(files / 'list.pbtxt'),
        **kwargs,
    )
    metric.dataset_meta = classes and dict(classes=classes)
    metric.process(None, samples[:1])
    metric.process(None, samples[1:])
    return metric.evaluate(len(samples))


@pytest.mark.filterwarnings('ignore:Mean of empty slice')
def test_by_hand(files, monkeypatch, capsys):
    """Every average precision counted by hand.

    bend, 2 people: hit, miss, miss (in score order) -> 1/2 * 1 = .5
    sit, 1 person: hit, miss, miss -> 1
    carry, 1 person: miss, hit, miss -> 1 * 1/2 = .5
    watch: nobody does it; no average precision
    """
    got = evaluate(files, tubes(), monkeypatch, list(ACTIONS.values()))
    assert got['mAP/overall'] == pytest.approx((0.5 + 1 + 0.5) / 3)
    assert got['mAP/person_movement'] == pytest.approx((0.5 + 1) / 2)
    assert got['mAP/object_manipulation'] == pytest.approx(0.5)
    assert math.isnan(got['mAP/person_interaction'])
    printed = capsys.readouterr().out
    assert 'Index: 17, Action: carry: AP: 0.5000' in printed
    assert 'Index: 80, Action: watch: AP: nan' in printed


def test_detections_are_boxes_with_probabilities(files):
    metric = AVATubeMetric(
        ann_file=str(files / 'val.csv'), label_file=str(files / 'list.pbtxt')
    )
    metric.process(None, tubes()[:1])
    (result,) = metric.results
    assert (result['video_id'], result['timestamp']) == ('v', 902)
    assert [rows[0].tolist() for rows in result['outputs']] == [
        pytest.approx([*TOP_LEFT, p]) for p in (0.9, 0.5, 0.6, 0.3)
    ]


@pytest.mark.filterwarnings('ignore:Mean of empty slice')
def test_an_excluded_key_frame(files, monkeypatch):
    """Without 903, the only one who sits is never found."""
    got = evaluate(
        files, tubes(), monkeypatch, exclude_file=str(files / 'excluded.csv')
    )
    assert got['mAP/overall'] == pytest.approx((0.5 + 0 + 0.5) / 3)


@pytest.mark.filterwarnings('ignore:Mean of empty slice')
def test_low_scores_are_no_detections(files, monkeypatch, capsys):
    evaluate(files, tubes(), monkeypatch, action_thr=0.4)
    assert 'Index: 80' not in capsys.readouterr().out


def test_other_actions_than_the_data_set(files, monkeypatch):
    with pytest.raises(
        ValueError,
        match=r'list.pbtxt has other actions .*4 '
        r'and 2\): give the label map',
    ):
        evaluate(files, tubes(), monkeypatch, ['bend', 'sit'])


def test_a_head_of_another_size(files, monkeypatch):
    with pytest.raises(
        ValueError,
        match=r'expects 4 scores .* \(2,\): set '
        'num_classes',
    ):
        evaluate(files, [tube(902, LEFT, 0.5, 0.5)], monkeypatch)


def test_samples_of_another_data_set(files, monkeypatch):
    sample = dict(tubes()[0], sample_id='a.avi#0')
    del sample['timestamp'], sample['entity_box']
    with pytest.raises(
        ValueError,
        match='a.avi#0 lacks timestamp, entity_box.*build_annotations',
    ):
        evaluate(files, [sample], monkeypatch)
