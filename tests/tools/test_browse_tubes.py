import importlib
import json
from fractions import Fraction
from pathlib import Path

import cv2
import pytest

from stn_action.video.reading import read_frames, video_info
from tests.datasets.tube_videos import (
    FRAMES,
    entry,
    person_boxes,
    write_video,
)

pytest.importorskip('av')
from tests.video.coded_videos import encode, numbered_frame

ROOT = Path(__file__).parents[2]


@pytest.fixture
def browse(tmp_path):
    module = importlib.import_module('tools.data.browse_tubes')
    (tmp_path / 'walk').mkdir()
    write_video(tmp_path / 'walk/a.avi', person_boxes())
    entries = [
        entry('walk/a.avi', person_boxes()),
        entry('walk/a.avi', person_boxes(10)),
    ]
    ann_file = tmp_path / 'tubes.json'
    ann_file.write_text(
        json.dumps(dict(metainfo=dict(classes=['walk']), data_list=entries))
    )
    return lambda *args: module.main(
        [str(ann_file), '--videos', str(tmp_path), *map(str, args)]
    )


def test_a_picture(browse, tmp_path):
    browse('--out', tmp_path / 'out/tubes.png', '--columns', 4)
    picture = cv2.imread(str(tmp_path / 'out/tubes.png'))
    assert picture.shape[1] > 4 * 128 and picture.shape[0] > 2 * 96
    orange = (abs(picture.astype(int) - (0, 140, 255)) < 40).all(2)
    halves = orange[:, : picture.shape[1] // 2], orange[:, -300:]
    assert all(half.sum() > 50 for half in halves)


def test_videos(browse, tmp_path):
    browse('--out', tmp_path / 'out')
    frames = list(read_frames(str(tmp_path / 'out/walk/a.mp4')))
    assert len(frames) == FRAMES and frames[0].shape == (96, 128, 3)
    x1, y1, x2, y2 = person_boxes()[6]
    edge = frames[6][y1:y2, x1].astype(int).mean(0)
    assert edge[0] > edge[2] + 50  # orange, not the white of the person


@pytest.mark.parametrize('fps', [Fraction(1, 2), Fraction(30000, 1001)])
def test_the_frame_rate_is_kept(tmp_path, fps):
    """Rounded, one of them was 0, which no encoder takes."""
    module = importlib.import_module('tools.data.browse_tubes')
    encode(tmp_path / 'a.mp4', [numbered_frame(i) for i in range(6)], fps=fps)
    boxes = person_boxes()[:6]
    path = tmp_path / 'tubes.json'
    raw = dict(
        metainfo=dict(classes=['walk']), data_list=[entry('a.mp4', boxes)]
    )
    path.write_text(json.dumps(raw))
    out = tmp_path / 'out'
    module.main([str(path), '--videos', str(tmp_path), '--out', str(out)])
    assert video_info(str(out / 'a.mp4')).fps == pytest.approx(float(fps))


def test_bad_input(browse, tmp_path):
    with pytest.raises(SystemExit, match='no tube to draw'):
        browse('--out', tmp_path / 'a.png', '--match', 'swim')
    (tmp_path / 'walk/a.avi').write_bytes(b'')
    with pytest.raises(SystemExit, match='a.avi: the file is empty'):
        browse('--out', tmp_path / 'a.png')


@pytest.fixture
def two_videos(tmp_path):
    """A whole and a damaged video, with their tubes."""
    module = importlib.import_module('tools.data.browse_tubes')
    write_video(tmp_path / 'a.mp4', person_boxes(), 'mp4v')
    (tmp_path / 'b.mp4').write_bytes(b'no video')
    entries = [entry(n, person_boxes()) for n in ('b.mp4', 'a.mp4')]

    def run(*args, entries=entries):
        path = tmp_path / 'tubes.json'
        raw = dict(metainfo=dict(classes=['walk']), data_list=entries)
        path.write_text(json.dumps(raw))
        flags = [str(path), '--videos', str(tmp_path), *map(str, args)]
        with pytest.raises(SystemExit) as stop:
            module.main(flags)
        return stop.value.code

    return run


def test_a_damaged_video_does_not_stop_the_others(
    two_videos, tmp_path, capsys
):
    assert two_videos('--out', tmp_path / 'out') == 1
    assert [p.name for p in (tmp_path / 'out').iterdir()] == ['a.mp4']
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith('left out:') and 'b.mp4' in line
    assert two_videos('--out', tmp_path / 'all.png') == 1
    assert (tmp_path / 'all.png').exists()


def test_no_video_is_ever_replaced(two_videos, tmp_path, capsys):
    """By its own folder as the output, a link to it, or an absolute name."""
    before = (tmp_path / 'a.mp4').read_bytes()
    (tmp_path / 'link').symlink_to(tmp_path, target_is_directory=True)
    for folder in (tmp_path, tmp_path / 'link', f'{tmp_path}/x/..'):
        for more in [], ['--overwrite']:
            assert two_videos('--out', folder, *more) == 1
            assert 'a.mp4: is an input' in capsys.readouterr().err
    for name in (tmp_path / 'a.mp4', '../a.mp4', 'x/../../a.mp4'):
        own = [entry(str(name), person_boxes())]
        out = tmp_path / 'x/y'
        assert two_videos('--out', out, '--overwrite', entries=own) == 1
        assert 'would be written outside' in capsys.readouterr().err
    assert (tmp_path / 'a.mp4').read_bytes() == before
    assert sorted(p.name for p in tmp_path.glob('**/*.mp4')) == [
        'a.mp4',
        'b.mp4',
    ]


def test_one_drawing_for_each_video(two_videos, tmp_path, capsys):
    (tmp_path / 'cam').mkdir()
    names = ['cam/a.mp4', 'cam/a.avi', 'cam_a.mp4']
    for name in names:
        (tmp_path / name).write_bytes((tmp_path / 'a.mp4').read_bytes())
    own = [entry(name, person_boxes()) for name in (*names, 'b.mp4')]
    assert two_videos('--out', tmp_path / 'out', entries=own) == 1
    drawn = sorted(
        str(p.relative_to(tmp_path / 'out'))
        for p in (tmp_path / 'out').glob('**/*.mp4')
    )
    assert drawn == ['cam/a.avi.mp4', 'cam/a.mp4.mp4', 'cam_a.mp4.mp4']
    capsys.readouterr()
    assert two_videos('--out', tmp_path / 'out', entries=own) == 1
    assert capsys.readouterr().err.count('exists; replace it with') == 3
