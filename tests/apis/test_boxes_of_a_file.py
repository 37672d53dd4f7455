"""Boxes out of a file that are not those of the frames stop their video."""

import json
import re

import pytest

from tests.apis.tiny_inference import CLASSES, HEIGHT, WIDTH, person_boxes

BOX = [10.0, 20, 34, 60]


def infer(inferencer, folder, tmp_path, boxes, **entry):
    entry = dict(
        filename='walk/a.mp4', frame_inds=[0, 11], boxes=boxes, **entry
    )
    path = tmp_path / 'b.json'
    path.write_text(
        json.dumps(dict(metainfo=dict(classes=CLASSES), data_list=[entry]))
    )
    result = inferencer(str(folder / 'walk/a.mp4'), boxes=str(path))
    return result['predictions'][0]


@pytest.mark.parametrize(
    'boxes, entry, message',
    [
        (
            [[0.1, 0.2, 0.4, 0.8]] * 2,
            {},
            r'boxes reach 0\.8 at most, as if they were divided by the size',
        ),
        (
            [BOX] * 2,
            dict(width=2 * WIDTH, height=2 * HEIGHT),
            'the boxes are for frames of 192 x 144 pixels, .* have 96 x 72',
        ),
        (
            [[0, 0, 40000, 40000], BOX],
            {},
            'is more than twice the size of the frame of 96 x 72 pixels',
        ),
        (
            [BOX, [900, 200, 1300, 900]],  # not in the first clip's frames
            {},
            'box of frame 11 lies wholly outside the frame of 96 x 72 pixels',
        ),
        (
            [BOX] * 2,
            dict(clean_boxes=[BOX, [0, 0, 400, 40]]),
            'is more than twice the size of the frame',
        ),
        ([BOX] * 2, dict(width=96), 'width and height must both be positive'),
    ],
)
@pytest.mark.filterwarnings('ignore:left out')
def test_other_boxes(inferencer, folder, tmp_path, boxes, entry, message):
    found = infer(inferencer, folder, tmp_path, boxes, **entry)
    assert 'walk/a.mp4' in found['error']
    assert re.search(message, found['error']), found['error']


def test_boxes_that_fit(inferencer, folder, tmp_path):
    boxes = person_boxes()[[0, 11]].tolist()
    found = infer(
        inferencer, folder, tmp_path, boxes, width=WIDTH, height=HEIGHT
    )
    assert 'error' not in found


def test_an_error_is_told_once(inferencer, tmp_path, capsys):
    said = []
    before, inferencer.warn = inferencer.warn, said.append
    try:
        inferencer(
            str(tmp_path / 'none.mp4'), boxes=[1, 1, 9, 9], print_result=True
        )
    finally:
        inferencer.warn = before
    assert len(said) == 1 and 'none.mp4: no such file' in said[0]
    assert capsys.readouterr().out == ''
