import warnings

import numpy as np
import pytest

from stn_action.detection import build_detector

FRAME = np.zeros((9, 9, 3), np.uint8)


def boxes(path, name='a.mp4'):
    return build_detector('file', path=str(path))(FRAME, name, 0)[0].tolist()


def test_rows_that_are_not_to_be_used(tmp_path):
    """Of ground truth: a car, one of whom nothing is seen, flag 0."""
    (tmp_path / 'a.txt').write_text(
        '1,1,1,1,4,4,1,1,0.5\n1,2,2,2,4,4,1,3,1\n1,3,3,3,4,4,1,1,0\n'
        '1,4,3,3,4,4,0,1,1\n'
    )
    with pytest.warns(UserWarning, match='left out 3 of 4 rows: 1 flag 0, 1 '):
        assert boxes(tmp_path) == [[0, 0, 4, 4]]
    (tmp_path / 'a.txt').write_text('1,2,2,2,4,4,1,3,1\n')
    with pytest.raises(ValueError, match='a.txt: left out 1 of 1 rows: 1 not'):
        boxes(tmp_path)


def test_a_confidence_that_is_not_given_is_a_person(tmp_path):
    (tmp_path / 'a.txt').write_text('1,-1,1,1,4,4,-1,-1,-1,-1\n')
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        assert boxes(tmp_path) == [[0, 0, 4, 4]]


def test_names_with_dots_and_with_their_endings(tmp_path):
    (tmp_path / 'clip.v2.txt').write_text('1,-1,1,1,4,4\n')
    assert boxes(tmp_path, 'clip.v2.mp4') == [[0, 0, 4, 4]]
    (tmp_path / 'a.mov.txt').write_text('1,-1,2,1,4,4\n')
    (tmp_path / 'a.mp4.txt').write_text('1,-1,3,1,4,4\n')
    assert boxes(tmp_path, 'a.mov') == [[1, 0, 5, 4]]
    assert boxes(tmp_path, 'a.mp4') == [[2, 0, 6, 4]]
