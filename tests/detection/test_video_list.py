"""Lists of videos and labels, as editors and programs write them."""

import pytest

from stn_action.detection import listed_labels
from stn_action.detection.many_videos import _load_progress

NAMES = ['walk/a.mp4', 'a b/c.mp4', 'drinking (31).mp4']


def labels(tmp_path, text, classes=None):
    path = tmp_path / 'list.txt'
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    if classes is None:
        return listed_labels(str(path), NAMES)
    names = tmp_path / 'classes.txt'
    names.write_bytes(classes.encode())
    return listed_labels(str(path), NAMES, str(names))


def test_a_list_of_windows(tmp_path):
    """Byte-order mark, other line ends, blanks in names."""
    assert labels(
        tmp_path,
        '\ufeffwalk/a.mp4 0\r\na b/c.mp4 1\r\ndrinking (31).mp4 1\r\n\r\n',
        '\ufeffrun\r\nwälk\r\n\r\n',
    ) == (
        ['run', 'wälk'],
        {'walk/a.mp4': 0, 'a b/c.mp4': 1, 'drinking (31).mp4': 1},
    )
    utf_16 = 'walk/a.mp4 0\n'.encode('utf-16')
    assert labels(tmp_path, utf_16) == (['0'], {'walk/a.mp4': 0})


@pytest.mark.parametrize(
    'text, classes, message',
    [
        (
            'walk/a.mp4 0\nwalk/a.mp4 1\n',
            'x\ny\n',
            r'list\.txt, line 2: walk/a\.mp4 has the label 0 above and 1 here',
        ),
        ('walk/a.mp4 0\n', 'x\nx\n', r"classes\.txt: 'x' stands twice"),
        (
            'walk/a.mp4 1\n',
            'x\n\ny\n',  # y was class 1
            r'classes\.txt, line 2: expected the name of class 1',
        ),
        ('walk/a.mp4 \u00b2\n', 'x\n', 'line 1: expected a video and a label'),
        (b'w\xfc.mp4 0\n', 'x\n', r'list\.txt: not UTF-8'),
        ('walk/a.mp4 0\n', '', r'classes\.txt: empty'),
    ],
)
def test_what_is_no_list(tmp_path, text, classes, message):
    with pytest.raises(ValueError, match=message):
        labels(tmp_path, text, classes)


def test_the_same_line_twice_is_one(tmp_path):
    assert labels(tmp_path, 'walk/a.mp4 0\nwalk/a.mp4 0\n')[1] == {
        'walk/a.mp4': 0
    }


@pytest.mark.parametrize('text', ['mine\n', '{}\n[1]\n', '{}\n{}\n'])
def test_progress_of_something_else(tmp_path, text):
    path = tmp_path / 'a.json.progress'
    path.write_text(text)
    with pytest.raises(ValueError, match='not the progress of this tool, or'):
        _load_progress(str(path), {})
    assert path.read_text() == text
