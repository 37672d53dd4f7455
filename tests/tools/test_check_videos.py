"""Every video of an annotation file, good and bad, in one run of the tool."""

import importlib
import json

import cv2
import numpy as np
import pytest

from stn_action.video.checking import VideoTask, check_videos
from tests.datasets.tube_videos import (
    FRAMES,
    HEIGHT,
    WIDTH,
    entry,
    person_boxes,
    write_video,
)
from tests.video.coded_videos import encode_numbers

tool = importlib.import_module('tools.data.check_videos')


@pytest.fixture
def run(capsys):
    def run(*arguments):
        try:
            tool.main([str(a) for a in arguments])
            error, code = '', 0
        except SystemExit as stop:
            error = stop.code if isinstance(stop.code, str) else ''
            code = 1 if error else stop.code
        return code, capsys.readouterr().out, error

    return run


def write(path, *entries):
    content = dict(metainfo=dict(classes=['run'], note='x'), data_list=entries)
    path.write_text(json.dumps(content))
    return path


def cut(path, share):
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


def test_all_that_can_be_wrong(tmp_path, run):
    boxes = person_boxes()
    write_video(tmp_path / 'good.avi', boxes)
    (tmp_path / 'text.avi').write_text('no video')
    encode_numbers(tmp_path / 'crash.avi', 60)  # which Decord does not outlive
    cut(tmp_path / 'crash.avi', 0.5)
    write_video(tmp_path / 'cut.mkv', boxes)
    cut(tmp_path / 'cut.mkv', 0.6)
    big = dict(boxes=(boxes * 2).tolist(), width=2 * WIDTH, height=2 * HEIGHT)
    far = dict(boxes=(boxes + 500).tolist(), width=None, height=None)
    ann = write(
        tmp_path / 'ann.json',
        entry('good.avi', boxes),
        dict(entry('good.avi', boxes), **big),
        dict(entry('good.avi', boxes), **far),
        dict(entry('good.avi', boxes), label=4),
        entry('text.avi', boxes),
        entry('crash.avi', boxes),
        entry('cut.mkv', boxes),
        entry('missing.avi', boxes),
    )
    good = tmp_path / 'good.json'
    code, out, err = run(ann, '--videos', tmp_path, '--good', good)
    assert code == 1 and not err
    for line in (
        'entry 3 (good.avi): unknown label 4',
        'text.avi: no video that FFmpeg reads',
        'missing.avi: no such file',
        'frames decode, the annotation states 12',
        'entry 1 (good.avi): boxes are for 256 x 192 pixels, the video has '
        '128 x 96',
        'entry 2 (good.avi): box of frame 0 lies wholly outside the frame',
        'ann.json: 1 of 8 entries are right, 7 are not',
    ):
        assert line in out, out
    assert 'crash.avi: the process that decoded it died (exit code' in out
    written = json.loads(good.read_text())
    assert written['data_list'] == [entry('good.avi', boxes)]
    assert written['metainfo'] == dict(classes=['run'], note='x')
    # what it wrote is right
    code, out, _ = run(good, '--videos', tmp_path, '--decoder', 'opencv')
    assert code == 0 and '1 of 1 entries are right\n' in out


def test_one_line_for_bad_input(tmp_path, run):
    code, _, err = run(tmp_path / 'none.json')
    assert code == 1 and 'none.json: no such annotation file' in err
    ann = write(tmp_path / 'a.json', entry('a.avi', person_boxes()))
    code, _, err = run(ann, '--good', ann)
    assert code == 1 and 'a.json exists: give another name' in err


def test_folders_of_frames(tmp_path, run):
    folder = tmp_path / 'v'
    folder.mkdir()
    for i in range(FRAMES):
        cv2.imwrite(
            str(folder / f'{i}.png'), np.zeros((HEIGHT, WIDTH, 3), np.uint8)
        )
    ann = write(tmp_path / 'a.json', entry('v', person_boxes()))
    options = (ann, '--videos', tmp_path, '--filename-tmpl', '{}.png')
    code, out, _ = run(*options)
    assert code == 1 and '12.png is missing' in out
    assert run(*options, '--start-index', '0')[0] == 0
    (folder / '7.png').write_text('')
    code, out, _ = run(*options, '--start-index', '0')
    assert code == 1 and 'v: 7.png is missing or does not decode' in out


@pytest.mark.parametrize('decoder', ['opencv', 'pyav'])
def test_other_decoders(tmp_path, decoder):
    write_video(tmp_path / 'a.avi', person_boxes())
    cut_file = tmp_path / 'b.mkv'
    write_video(cut_file, person_boxes())
    cut(cut_file, 0.6)
    seen = []
    good, bad = check_videos(
        [VideoTask(str(tmp_path / n), FRAMES) for n in ('a.avi', 'b.mkv')],
        decoder,
        report=lambda task, check: seen.append(task.path),
    )
    assert good.problems == () and good.size == (WIDTH, HEIGHT)
    assert any('the annotation states 12' in p for p in bad.problems)
    assert len(seen) == 2
