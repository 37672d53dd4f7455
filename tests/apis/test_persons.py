import json

import numpy as np
import pytest

from stn_action.apis import AnnotatedPersons, DetectedPersons, GivenPersons
from stn_action.tubes import PersonTube
from stn_action.video.reading import VideoError
from stn_action.video.sources import FrameArray


def video(name='array', frames=6):
    return FrameArray(np.zeros((frames, 40, 60, 3), np.uint8), name)


def write(path, *entries):
    path.write_text(
        json.dumps(dict(metainfo=dict(classes=['a']), data_list=entries))
    )
    return str(path)


def test_annotated_by_the_end_of_the_path(tmp_path):
    entry = dict(frame_inds=[0, 4], boxes=[[1, 2, 5, 9], [2, 2, 6, 9]])
    path = write(
        tmp_path / 'b.json',
        dict(entry, filename='walk/a.mp4'),
        dict(entry, filename='walk/a.mp4', clean_boxes=[[1, 2, 4, 8]] * 2),
        dict(entry, filename='run/a.mp4'),
    )
    find = AnnotatedPersons(path)
    first, second = find(video('/data/walk/a.mp4'))
    assert first.clean_tube is None and (first.first, first.end) == (0, 5)
    assert second.clean_tube.boxes.tolist() == [[1, 2, 4, 8]] * 2
    assert find.classes == ['a']
    with pytest.raises(VideoError, match='cakewalk/a.mp4: .*b.json has no'):
        find(video('/data/cakewalk/a.mp4'))


def test_annotated_with_a_bad_box(tmp_path):
    path = write(
        tmp_path / 'b.json',
        dict(filename='a.mp4', frame_inds=[0], boxes=[[5, 2, 1, 9]]),
    )
    with pytest.raises(VideoError, match='a.mp4: .*b.json: box of frame 0'):
        AnnotatedPersons(path)(video('a.mp4'))


def test_no_annotation_file(tmp_path):
    (tmp_path / 'b.json').write_text('[1]')
    with pytest.raises(ValueError, match='expected JSON with metainfo and '):
        AnnotatedPersons(str(tmp_path / 'b.json'))


def test_given():
    (one,) = GivenPersons([1, 2, 5, 9])(video(frames=3))
    assert one.tube.frame_inds.tolist() == [0, 1, 2]
    assert one.tube.boxes.tolist() == [[1, 2, 5, 9]] * 3
    (each,) = GivenPersons(np.arange(8).reshape(2, 4))(video())
    assert each.tube.boxes.tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]]
    tube = PersonTube([3], [[0, 0, 1, 1]])
    assert [p.tube for p in GivenPersons([tube, tube])(video())] == [tube] * 2
    with pytest.raises(ValueError, match=r'an array of shape \(2, 3\)'):
        GivenPersons([[1, 2, 3], [4, 5, 6]])


def test_detected():
    """Two people; every second frame is searched, and the last."""
    pytest.importorskip('trackers')
    searched = []

    def detector(frame, filename, index):
        searched.append((filename, index))
        x = index
        return (
            np.array(
                [
                    [x, 5, x + 10, 30],
                    [40.0 - x, 4, 52 - x, 34],
                    [70, 5, 80, 30],
                ]
            ),
            np.array([0.9, 0.8, 0.99]),
        )

    first, second = DetectedPersons(detector, interval=2)(video('v'))
    assert searched == [('v', 0), ('v', 2), ('v', 4), ('v', 5)]
    assert first.tube.frame_inds.tolist() == [0, 2, 4, 5]
    assert first.tube.boxes_at([3]).tolist() == [[3, 5, 13, 30]]
    assert second.tube.boxes_at([3]).tolist() == [[37, 4, 49, 34]]
    (only,) = DetectedPersons(detector, 2, max_persons=1)(video())
    assert only.tube.boxes.tolist() == first.tube.boxes.tolist()
    with pytest.raises(ValueError, match='interval must be 1 or more, got 0'):
        DetectedPersons(detector, interval=0)
