"""Whole runs: what is left out, which files are written, what they hold."""

import csv
import importlib
import json
import re
import shutil
import weakref

import numpy as np
import pytest

from stn_action.apis import DetectedPersons, GivenPersons
from stn_action.video import sources
from stn_action.video.reading import decode_frames
from stn_action.video.sources import FrameArray
from tests.apis.tiny_inference import (
    CLASSES,
    FRAMES,
    entry,
    person_boxes,
    write_video,
)
from tests.video.coded_videos import encode

# infer.py looks for people where no boxes are given.
pytest.importorskip('trackers')
BOX = [8, 16, 60, 64]


@pytest.fixture
def infer(folder, tmp_path):
    """Runs tools/infer.py; its exit status, or its message."""
    module = importlib.import_module('tools.infer')

    def run(*args):
        known = [folder / 'config.py', folder / 'checkpoint.pth']
        try:
            module.main([str(a) for a in (*known, *args, '--device', 'cpu')])
        except SystemExit as end:
            return end.code
        return 0

    return run


def videos_of(path):
    return json.loads(path.read_text())['predictions']


def test_boxes_of_files_in_folders(infer, tmp_path, capsys):
    """walk/a.txt is that of walk/a.mp4; a video without one is left out."""
    for name in ('walk/a.mp4', 'walk/b.mp4', 'run/a.mp4'):
        write_video(tmp_path / 'videos' / name, person_boxes())
    for name, x in (('walk/a.txt', 11), ('run/a.txt', 31)):
        path = tmp_path / 'boxes' / name
        path.parent.mkdir(parents=True)
        path.write_text(
            ''.join(f'{f},-1,{x},21,24,40,0.9\n' for f in (1, 5, 9, 12))
        )
    out = tmp_path / 'r.json'
    code = infer(
        tmp_path / 'videos',
        '--detector',
        'file',
        '--detector-options',
        f'path={tmp_path / "boxes"}',
        '--out',
        out,
    )
    assert code == 1
    run, walk, bad = videos_of(out)
    for video, x in ((run, 30), (walk, 10)):
        boxes = np.array(video['persons'][0]['windows'][0]['boxes'])
        np.testing.assert_allclose(
            boxes, [[x, 20, x + 24, 60]] * len(boxes), atol=0.01
        )
    assert 'walk/b.txt: no such file of boxes' in bad['error']
    printed = capsys.readouterr()
    assert 'left out: ' in printed.err and 'walk/b.txt' in printed.err
    assert '2 of 3 videos done' in printed.out


def test_any_failure_costs_one_video(inferencer, folder):
    def detector(frame, filename, index):
        if filename == 'a.mp4' and index == 4:
            raise RuntimeError('out of\nmemory')
        return np.array([BOX], float), np.array([0.9])

    first, second = str(folder / 'walk/a.mp4'), str(folder / 'wave/b.mp4')
    inputs = [FrameArray(np.zeros((9, 72, 96, 3), np.uint8), first), second]
    find = DetectedPersons(detector)
    with pytest.warns(UserWarning, match='left out: .*a.mp4: RuntimeError: '):
        bad, good = inferencer(inputs, boxes=find)['predictions']
    assert bad['error'] == f'{first}: RuntimeError: out of memory'
    assert len(good['persons']) == 1 and 'error' not in good
    with pytest.raises(RuntimeError, match='out of\nmemory'):
        inferencer(inputs, boxes=find, on_error='raise')
    with pytest.raises(ValueError, match="on_error must be .* got 'ignore'"):
        inferencer(inputs, boxes=find, on_error='ignore')


@pytest.mark.parametrize(
    'args, message',
    [
        (['{}/none'], 'none: no such file'),
        (['rtsp://host/live'], 'streams are not read, only files. Record'),
        (['97'], 'camera 97 does not open; check that it is connected'),
    ],
)
def test_what_is_no_video(infer, tmp_path, args, message, capsys):
    args = [a.format(tmp_path) for a in args]
    code = infer(*args, '--print-result')
    said = capsys.readouterr().err + (code if isinstance(code, str) else '')
    assert code not in (0, None) and message in said
    assert 'Traceback' not in said


def test_bad_arguments_are_one_line(infer, folder, tmp_path, capsys):
    video = folder / 'walk/a.mp4'
    labels = tmp_path / 'labels.txt'
    for flags, message in (
        (('--boxes', tmp_path / 'none.json'), 'none.json'),
        (('--detector', 'file'), "'file' needs the option 'path'"),
        (('--min-motion', 3), 'min_motion must be at most 1, got 3'),
        (('--stride', 3), 'stride needs a window'),
        (('--score-thr', 7), 'score_thr must be 0 to 1, got 7'),
        (('--label-file', labels), 'labels.txt has 1 classes, the head of '),
        (
            ('--cfg-options', 'model.cls_head.num_classes=5'),
            'checkpoint.pth is of a head for 3 outputs, the config of one for '
            '5 .*set model.cls_head.num_classes',
        ),
    ):
        labels.write_text('walk\n')
        code = infer(video, *flags)
        assert isinstance(code, str) and '\n' not in code
        assert re.search(message, code)
    assert infer(video, '--cfg-options', 'model') == 2
    assert "expected KEY=VALUE without blanks, got 'model'" in (
        capsys.readouterr().err
    )


def test_names_are_one_to_one(inferencer, folder, tmp_path):
    """Three videos that differ in folder and ending alone; three results."""
    whole = folder / 'walk/a.mp4'
    for name in ('cam/a.mp4', 'cam/a.mov', 'cam_a.mp4'):
        (tmp_path / 'same' / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(whole, tmp_path / 'same' / name)
    options = dict(
        boxes=BOX,
        vid_out_dir=str(tmp_path / 'v'),
        img_out_dir=str(tmp_path / 'p'),
    )
    result = inferencer(str(tmp_path / 'same'), **options)
    assert len(set(result['visualization'])) == 6
    for ending, out in (('', 'v'), ('_person0_frame000000', 'p')):
        suffix = ending + ('.png' if ending else '.mp4')
        written = sorted(
            p.relative_to(tmp_path / out).as_posix()
            for p in (tmp_path / out).rglob('*.*')
        )
        assert written == [
            f'cam/a.mov{suffix}',
            f'cam/a.mp4{suffix}',
            f'cam_a.mp4{suffix}',
        ]
    times = {p: p.stat().st_mtime_ns for p in (tmp_path / 'v').rglob('*.*')}
    with pytest.warns(UserWarning, match='exists; replace it with --overwr'):
        again = inferencer(str(tmp_path / 'same'), **options)
    assert all('error' in v for v in again['predictions'])
    assert times == {p: p.stat().st_mtime_ns for p in times}
    again = inferencer(str(tmp_path / 'same'), overwrite=True, **options)
    assert not any('error' in v for v in again['predictions'])
    assert not any(p.stat().st_mtime_ns == t for p, t in times.items())


def test_inputs_are_never_overwritten(inferencer, folder, tmp_path):
    video = tmp_path / 'in/a.mp4'
    video.parent.mkdir()
    shutil.copy(folder / 'walk/a.mp4', video)
    boxes = tmp_path / 'boxes.json'
    boxes.write_text(
        json.dumps(
            dict(
                metainfo=dict(classes=[]),
                data_list=[entry('a.mp4', person_boxes(), 0)],
            )
        )
    )
    before = {p: p.read_bytes() for p in (video, boxes)}
    with pytest.warns(UserWarning, match='in/a.mp4: is an input'):
        inferencer(
            str(video),
            boxes=BOX,
            vid_out_dir=str(video.parent),
            overwrite=True,
        )
    for path in (boxes, video):
        with pytest.raises(ValueError, match='is an input'):
            inferencer(
                str(video),
                boxes=str(boxes),
                pred_out_file=str(path),
                overwrite=True,
            )
    outside = FrameArray(
        np.zeros((3, 72, 96, 3), np.uint8), 'x', relative='../../x.mp4'
    )
    with pytest.warns(UserWarning, match='would be written outside'):
        inferencer(outside, boxes=BOX, vid_out_dir=str(tmp_path / 'a/b/c'))
    assert before == {p: p.read_bytes() for p in before}
    assert sorted(p.name for p in tmp_path.iterdir()) == ['boxes.json', 'in']


def test_an_older_result_needs_overwrite(infer, folder, tmp_path):
    for name in ('r.json', 'r.csv'):
        (tmp_path / name).write_text('mine')
        code = infer(
            folder / 'walk',
            '--boxes',
            folder / 'boxes.json',
            '--out',
            tmp_path / 'r.json',
        )
        assert f'{name}: exists; replace it with --overwrite' in code
        assert (tmp_path / name).read_text() == 'mine'
        (tmp_path / name).unlink()


def test_what_the_json_file_holds(inferencer, folder, tmp_path):
    out = tmp_path / 'r.json'
    (tmp_path / 'bad.mp4').write_bytes(b'')
    with pytest.warns(UserWarning, match='left out'):
        inferencer(
            [str(folder / 'walk/a.mp4'), str(tmp_path / 'bad.mp4')],
            boxes=person_boxes(),
            window=6,
            pred_out_file=str(out),
        )
    content = json.loads(out.read_text())
    assert content['config'] == str(folder / 'config.py')
    assert content['checkpoint'] == str(folder / 'checkpoint.pth')
    good, bad = content['predictions']
    about = {k: good[k] for k in ('fps', 'frames', 'width', 'height')}
    assert about == dict(fps=10, frames=FRAMES, width=96, height=72)
    assert bad['fps'] is None and bad['frames'] is None
    first, *_, last = good['persons'][0]['windows']
    assert (first['start_s'], first['end_s']) == (0, 0.6)
    assert (last['start_s'], last['end_s']) == (0.6, 1.2)
    assert list(first['pred_scores']) == CLASSES
    # one view for all frames of the clip
    assert len(first['theta']) == 1 and len(first['view_boxes']) == 3
    with open(tmp_path / 'r.csv', encoding='utf-8', newline='') as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        'video',
        'person',
        'start',
        'end',
        'action',
        'score',
    ]
    assert [(r['start'], r['end'], r['action']) for r in rows] == [
        (str(w['start_s']), str(w['end_s']), w['pred_class'])
        for w in good['persons'][0]['windows']
    ]
    assert float(rows[0]['score']) == first['pred_scores'][rows[0]['action']]


def test_a_video_that_fails_keeps_its_true_fps(inferencer, tmp_path):
    frames = [np.zeros((72, 96, 3), np.uint8)] * 4
    path = encode(tmp_path / 'a.mp4', frames, 'libx264', fps=50)
    with pytest.warns(UserWarning, match='reach frame 11, but only 4 frames'):
        (video,) = inferencer(path, boxes=person_boxes())['predictions']
    assert (video['fps'], video['frames'], video['width']) == (50, 4, 96)


def test_of_a_folder_those_that_the_boxes_name(infer, folder, tmp_path):
    for name in ('train/x.mp4', 'walk/a.mp4'):
        write_video(tmp_path / 'v' / name, person_boxes())
    out = tmp_path / 'r.json'
    options = ('--boxes', folder / 'boxes.json', '--out', out)
    assert infer(tmp_path / 'v', *options) == 0
    assert [v['video'] for v in videos_of(out)] == [
        str(tmp_path / 'v/walk/a.mp4')
    ]
    # a file that is named itself is meant
    code = infer(tmp_path / 'v/train/x.mp4', *options, '--overwrite')
    assert code == 1 and 'no entry' in videos_of(out)[0]['error']
    shutil.rmtree(tmp_path / 'v/walk')
    code = infer(tmp_path / 'v', *options, '--overwrite')
    assert 'names none of the 1 videos' in code


@pytest.mark.parametrize('options', [dict(boxes=BOX), dict()])
def test_a_short_video_is_decoded_once(
    inferencer, folder, tmp_path, monkeypatch, options
):
    """To find people, to recognise, and to draw."""
    count = []

    def counted(path):
        for frame in decode_frames(path):
            count.append(1)
            yield frame

    def detector(frame, filename, index):
        return np.array([BOX], float), np.array([0.9])

    monkeypatch.setattr(sources, 'decode_frames', counted)
    inferencer(
        str(folder / 'walk/a.mp4'),
        vid_out_dir=str(tmp_path),
        **(options or dict(boxes=DetectedPersons(detector))),
    )
    assert len(count) == FRAMES


def test_many_tubes_are_spoken_of(infer, folder, tmp_path, capsys):
    path = tmp_path / 'a.txt'
    rows = [
        f'{f},-1,{x},21,10,40,0.9\n'
        for f in (1, 5, 9, 12)
        for x in (5, 30, 60)
    ]
    path.write_text(''.join(rows))
    found = ('--detector', 'file', '--detector-options', f'path={path}')
    assert infer(folder / 'walk/a.mp4', *found) == 0
    assert (
        '3.0 tubes a video; if one person acts in each, add --max-persons 1 '
        '--min-motion'
    ) in capsys.readouterr().out
    assert infer(folder / 'walk/a.mp4', *found, '--max-persons', 1) == 0
    printed = capsys.readouterr().out
    assert 'tubes a video' not in printed and 'person 1' not in printed
    assert infer(folder / 'walk/a.mp4', *found, '--min-length', 3) == 0
    assert 'no person found' in capsys.readouterr().out


def test_windows_let_go_of_their_frames(inferencer, folder, monkeypatch):
    """However many windows there are, few frames are alive at once."""
    made, most = [], []

    class Frame(np.ndarray):
        """An array that a weak reference can watch."""

    class Video(FrameArray):
        def pictures(self):
            for _ in range(200):
                yield self.picture

        def picture(self):
            frame = np.zeros((72, 96, 3), np.uint8).view(Frame)
            made.append(weakref.ref(frame))
            most.append(sum(ref() is not None for ref in made))
            return frame

    video = Video(np.zeros((200, 72, 96, 3), np.uint8))
    persons = GivenPersons(np.repeat([BOX], 200, 0))(video)
    windows = list(
        inferencer.recognize(video, persons, window=8, stride=8, batch_size=2)
    )
    assert len(windows) == 25 and len(made) == 75
    # of the window that is cropped, and of the next
    assert max(most) <= 3 * 2
    # with pictures, those of the batch that was recognised last
    made.clear(), most.clear()
    for window in inferencer.recognize(
        video, persons, True, window=8, stride=8, batch_size=2
    ):
        window.clip.drop_pictures()
    assert max(most) <= 3 * (2 + 2) + 1
