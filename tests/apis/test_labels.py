import json

import numpy as np
import pytest
import torch
from mmengine.config import Config

from stn_action.apis import STNInferencer
from stn_action.apis.labels import check_classes, labels_of
from stn_action.formats.text_files import read_class_names
from tests.apis.tiny_inference import CLASSES, person_boxes, save_checkpoint


def test_labels_above_a_threshold():
    scores = np.array([0.4, 0.9, 0.5, 0.1])
    assert labels_of(scores, True, 0.4) == [1, 2, 0]
    assert labels_of(scores, True, 0.95) == []
    assert labels_of(scores, False, 0.95) == [1]


def test_label_file(tmp_path):
    path = tmp_path / 'labels.txt'
    path.write_bytes('\ufeffgéhen\r\nwinken\n\n'.encode())
    assert read_class_names(str(path)) == ['géhen', 'winken']
    path.write_text('walk\n\nwave\n')
    with pytest.raises(ValueError, match='line 2: expected the name of class'):
        read_class_names(str(path))
    path.write_text('\n\n')
    with pytest.raises(ValueError, match='labels.txt: empty, expected'):
        read_class_names(str(path))
    path.write_bytes(b'g\xe9hen\n')
    with pytest.raises(ValueError, match='labels.txt: not UTF-8'):
        read_class_names(str(path))


def test_names_are_compared_with_the_head():
    assert check_classes(['a', 'b'], 2, 'x') == ['a', 'b']
    assert check_classes([], 2, 'x') is None is check_classes(None, 2, 'x')
    assert check_classes(['a', 'b'], None, 'x') == ['a', 'b']  # no head
    with pytest.raises(ValueError, match='x.txt has 2 classes, .* config 3: '):
        check_classes(['a', 'b'], 3, 'x.txt')
    with pytest.raises(ValueError, match="has the class 'a' twice"):
        check_classes(['a', 'a'], 2, 'x')


@pytest.fixture
def build(folder, tmp_path):
    """An inferencer with another head, or other names."""

    def build(classes=CLASSES, label_file=None, **head):
        cfg = Config.fromfile(folder / 'config.py')
        cfg.model.cls_head.update(head)
        save_checkpoint(cfg, tmp_path / 'c.pth', classes)
        return STNInferencer(
            cfg,
            str(tmp_path / 'c.pth'),
            device='cpu',
            label_file=label_file,
            show_progress=False,
        )

    return build


def test_classes_of_checkpoint_label_file_and_boxes(build, folder, tmp_path):
    labels = tmp_path / 'labels.txt'
    labels.write_text('gehen\nwinken\nbeugen\n')
    assert build(label_file=str(labels)).classes == [
        'gehen',
        'winken',
        'beugen',
    ]
    with pytest.raises(ValueError, match='c.pth has 2 classes, the head .* 3'):
        build(CLASSES[:2])
    # the names of the checkpoint do not matter then
    assert build(CLASSES[:2], str(labels)).classes[0] == 'gehen'
    # the boxes have names where the checkpoint has none
    video = str(folder / 'walk/a.mp4')
    content = json.loads((folder / 'boxes.json').read_text())
    boxes = tmp_path / 'boxes.json'
    for names, expected in ((CLASSES, CLASSES), ([], None)):
        content['metainfo']['classes'] = names
        boxes.write_text(json.dumps(content))
        nameless = build(None)
        nameless(video, boxes=str(boxes))
        assert nameless.classes == expected
    content['metainfo']['classes'] = ['run']
    boxes.write_text(json.dumps(content))
    with pytest.raises(ValueError, match='boxes.json has 1 classes, the head'):
        build(None)(video, boxes=str(boxes))


@pytest.mark.parametrize('average', ['prob', 'score', None])
def test_a_multi_label_head_gives_all_labels(
    build, folder, tmp_path, average, capsys
):
    """Whatever the config averages: the sigmoid of the mean raw score."""
    inferencer = build(multi_class=True, average_clips=average)
    bias = torch.tensor([0.3, -0.4, 2.0])
    with torch.no_grad():
        inferencer.model.cls_head.fc_cls.weight.zero_()
        inferencer.model.cls_head.fc_cls.bias.copy_(bias)
    inferencer.score_thr = 0.4
    result = inferencer(
        str(folder / 'walk/a.mp4'),
        boxes=person_boxes(),
        pred_out_file=str(tmp_path / 'r.json'),
        print_result=True,
    )
    (window,) = result['predictions'][0]['persons'][0]['windows']
    assert window['pred_labels'] == [2, 0, 1]
    assert window['pred_classes'] == ['bow', 'walk', 'wave']
    np.testing.assert_allclose(
        list(window['pred_scores'].values()),
        [0.57444, 0.40131, 0.88080],  # 1 / (1 + exp(-bias)), by hand
        atol=2e-5,
    )
    assert 'bow 0.88, walk 0.57, wave 0.40' in capsys.readouterr().out
    assert len((tmp_path / 'r.csv').read_text().splitlines()) == 1 + 3
    inferencer.score_thr = 0.9
    result = inferencer(str(folder / 'walk/a.mp4'), boxes=person_boxes())
    (window,) = result['predictions'][0]['persons'][0]['windows']
    assert window['pred_labels'] == [] and window['pred_class'] == 'bow'


def test_a_head_that_gives_the_scores_of_each_view(build, folder):
    """Their mean, as probabilities."""
    inferencer = build(average_clips=None)
    result = inferencer(str(folder / 'walk/a.mp4'), boxes=person_boxes())
    (window,) = result['predictions'][0]['persons'][0]['windows']
    assert sum(window['pred_scores'].values()) == pytest.approx(1, abs=1e-4)
    assert 'pred_labels' not in window
