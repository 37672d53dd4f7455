"""The generated data: what is written is what was drawn."""

import json
from dataclasses import replace
from pathlib import Path

import av
import cv2
import decord
import numpy as np
import pytest

from stn_action.datasets.synthetic import (
    CLASSES,
    SyntheticSpec,
    generate,
    is_generated,
    sample_clip,
)
from stn_action.tubes import PersonTube, square_boxes

SPEC = SyntheticSpec(num_train=16, num_val=8, num_frames=6)


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    folder = str(tmp_path_factory.mktemp('synthetic'))
    generate(folder, SPEC, processes=2)
    return folder


def entries(root, split):
    with open(f'{root}/{split}.json') as file:
        return json.load(file)


def iou(a, b):
    inter = np.prod(
        np.clip(
            np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2]),
            0,
            None,
        ),
        1,
    )
    area = [np.prod(x[:, 2:] - x[:, :2], 1) for x in (a, b)]
    return inter / (area[0] + area[1] - inter)


def test_annotations_are_valid_tubes_of_every_class(root):
    for split, count in (('train', 16), ('val', 8)):
        content = entries(root, split)
        assert content['metainfo']['classes'] == list(CLASSES)
        assert len(CLASSES) >= 6 and len(content['data_list']) == count
        labels = [e['label'] for e in content['data_list']]
        assert set(labels) == set(range(len(CLASSES)))
        for entry in content['data_list']:
            PersonTube(entry['frame_inds'], entry['boxes'])
            clean = PersonTube(entry['frame_inds'], entry['clean_boxes']).boxes
            assert (clean[:, :2] >= 0).all()
            assert (clean[:, 2:] <= (SPEC.width, SPEC.height)).all()


def test_clean_boxes_are_those_of_the_silhouette():
    """Against what pasting the person changes in the scene."""
    size = (SPEC.height, SPEC.width)
    for index in range(6):
        clip = sample_clip(SPEC, 'train', index)
        layer = clip.frame(2, size)[1]
        scene = clip.scene.draw(2, size)
        pasted = scene.copy()
        layer.paste_on(pasted)
        changed = np.abs(pasted.astype(int) - scene).sum(-1) > 0
        rows, columns = np.nonzero(changed)
        edges = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        # the outermost pixels may be less than half covered
        assert np.abs(layer.box() - edges).max() <= 2


def test_detector_boxes_are_loose():
    spec = replace(SPEC, num_train=1, num_val=1, num_frames=2)
    values = []
    from stn_action.datasets.synthetic.writer import _boxes

    clean = np.array([[80.0, 40.0, 110.0, 110.0], [82.0, 40.0, 112.0, 110.0]])
    for index in range(200):
        boxes = np.array(_boxes(spec, 'train', index, clean)['boxes'])
        values.append(iou(square_boxes(boxes), square_boxes(clean)).mean())
    assert 0.44 < np.mean(values) < 0.54


def test_equal_specs_give_equal_files(root, tmp_path):
    generate(str(tmp_path), replace(SPEC, num_train=8, num_val=1), processes=1)
    again = entries(str(tmp_path), 'train')['data_list']
    assert again == entries(root, 'train')['data_list'][:8]
    name = again[5]['filename']
    assert (tmp_path / name).read_bytes() == Path(root, name).read_bytes()


def test_is_generated(root, tmp_path):
    assert is_generated(root, SPEC)
    assert not is_generated(root, replace(SPEC, seed=1))
    assert not is_generated(str(tmp_path), SPEC)


def test_three_decoders_agree_with_what_was_drawn(root):
    entry = entries(root, 'val')['data_list'][2]
    path = f'{root}/{entry["filename"]}'
    clip = sample_clip(SPEC, 'val', 2)
    drawn = [
        clip.frame(t, (SPEC.height, SPEC.width))[0][..., ::-1]
        for t in range(SPEC.num_frames)
    ]
    video = cv2.VideoCapture(path)
    by_opencv = [video.read()[1][..., ::-1] for _ in drawn]
    assert not video.read()[0]
    by_decord = decord.VideoReader(path)[:].asnumpy()
    with av.open(path) as container:
        by_av = [
            f.to_ndarray(format='rgb24') for f in container.decode(video=0)
        ]
    for frames in (by_opencv, by_decord, by_av):
        assert len(frames) == SPEC.num_frames
        for t, frame in enumerate(frames):
            errors = [
                np.abs(frame.astype(int) - other).mean() for other in drawn
            ]
            assert np.argmin(errors) == t and errors[t] < 8


@pytest.mark.parametrize(
    'field,value,message',
    [
        ('num_val', 0, 'num_val is 0'),
        ('person', (0.5, 0.4), 'smallest <= largest'),
    ],
)
def test_bad_specs(field, value, message):
    with pytest.raises(ValueError, match=message):
        SyntheticSpec(**{field: value})
