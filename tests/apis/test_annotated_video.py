"""Labels, legend and size of annotated videos."""

import numpy as np
import pytest

from stn_action.apis import GivenPersons, Person
from stn_action.apis.annotated_video import Annotator, write_video
from stn_action.apis.results import VideoResult, WindowResult
from stn_action.datasets import TubeCrop
from stn_action.tubes import PersonTube
from stn_action.video.sources import FrameArray, VideoFile
from stn_action.visualization.drawing import text_size
from tests.apis.tiny_inference import CLASSES, person_boxes


def result_of(boxes, frames=10, score=0.9):
    """Persons who stand still in a frame of 320 x 240 pixels."""
    from stn_action.visualization.refocused_clip import RefocusedClip

    result = VideoResult('a', 10.0, frames=frames, size=(320, 240))
    for k, box in enumerate(boxes):
        tube = PersonTube([0, frames - 1], [box, box])
        clip = RefocusedClip(
            np.array([0]), np.array([box], float), np.array([box], float)
        )
        result.persons.append(Person(tube))
        result.windows.append(
            WindowResult(
                k, 0, frames, clip, np.array([score, 0.1, 0.0]), labels=[0]
            )
        )
    return result


CROP = TubeCrop(size=32)
BLACK = np.zeros((240, 320, 3), np.uint8)


def label_pixels(frame):
    """Where letters are: white, which boxes and views are not."""
    return np.nonzero((frame > 200).all(-1))


@pytest.mark.parametrize(
    'box',
    [
        [250, 100, 320, 200],
        [300, 0, 320, 240],
        [-50, -50, 20, 20],
        [0, 230, 60, 300],
    ],
)
def test_labels_stay_inside_the_frame(box):
    """All letters are seen, wherever the box is: as many as in the middle."""
    middle = Annotator(result_of([[100, 100, 140, 180]]), CLASSES, CROP)
    rows, columns = label_pixels(middle.draw(BLACK, 3))
    expected = np.ptp(columns), np.ptp(rows)
    draw = Annotator(result_of([box]), CLASSES, CROP).draw
    rows, columns = label_pixels(draw(BLACK, 3))
    assert (np.ptp(columns), np.ptp(rows)) == expected
    width = text_size('#0 walk 0.90', 8)[0]
    assert abs(np.ptp(columns) - width) < 6


@pytest.mark.parametrize('width', [240, 200, 100])
def test_a_label_wider_than_the_frame_is_shrunk_then_shortened(width):
    name = 'somebody waves with both arms high above the head'
    narrow = BLACK[:, :width]
    draw = Annotator(result_of([[20, 90, 60, 200]]), [name] * 3, CROP).draw
    assert text_size(f'#0 {name} 0.90', 8)[0] > width
    rows, columns = label_pixels(draw(narrow, 0))
    assert columns.min() >= 2 and columns.max() <= width - 3
    assert np.ptp(columns) > width / 2


def test_labels_are_not_written_over_each_other():
    boxes = [[100, 100, 140, 180], [104, 102, 150, 190], [90, 95, 150, 185]]
    draw = Annotator(result_of(boxes), CLASSES, CROP).draw
    alone = [
        len(
            label_pixels(
                Annotator(result_of([b]), CLASSES, CROP).draw(BLACK, 0)
            )[0]
        )
        for b in boxes
    ]
    together = len(label_pixels(draw(BLACK, 0))[0])
    assert together > 0.9 * sum(alone)


def test_the_end_of_a_track_is_noted():
    result = result_of([[100, 100, 140, 180]])
    draw = Annotator(result, CLASSES, CROP).draw
    assert label_pixels(draw(BLACK, 12))[0].size  # for a second: 10 frames
    assert not draw(BLACK, 21).any()


def test_small_videos_are_enlarged_and_explained(inferencer, folder, tmp_path):
    source = VideoFile(str(folder / 'walk/a.mp4'))
    persons = GivenPersons(person_boxes())(source)
    result = VideoResult(
        'a', 10.0, persons, list(inferencer.recognize(source, persons))
    )
    result.size = (96, 72)
    crop = next(
        t for t in inferencer.pipeline.transforms if isinstance(t, TubeCrop)
    )
    path = str(tmp_path / 'a.mp4')
    write_video(source, result, CLASSES, crop, path)
    frame = next(iter(VideoFile(path)))
    assert frame.shape == (5 * 72 + 20, 96 * 5, 3)
    # box and view of the frame, five times as large
    draw = Annotator(result, CLASSES, crop, enlarge=5)
    drawn = draw(np.zeros((72, 96, 3), np.uint8), 4)
    left = round(5 * person_boxes()[4, 0])
    orange = (drawn[200, left - 3 : left + 3] > (200, 100, -1)).all(-1)
    assert orange.any()
    assert drawn[360:].max() > 200  # the legend


def test_a_gif_has_a_limit(tmp_path, monkeypatch):
    from stn_action.apis import annotated_video

    monkeypatch.setattr(annotated_video, '_GIF_FRAMES', 5)
    source = FrameArray(np.stack([BLACK] * 6))
    path = tmp_path / 'a.gif'
    with pytest.raises(ValueError, match='too many for a GIF; write out_type'):
        write_video(source, result_of([]), CLASSES, CROP, str(path))
    assert not list(tmp_path.iterdir())
