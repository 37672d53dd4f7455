"""Videos in, tubes out, whatever is among the videos."""

import importlib
import json
from pathlib import Path

import numpy as np
import pytest
from mmengine.registry import init_default_scope

pytest.importorskip('av')
pytest.importorskip('trackers')
pytest.importorskip('pebble')
from stn_action.datasets import PersonTubeDataset
from stn_action.detection import (
    DetectionSettings,
    detect_many,
)

ROOT = Path(__file__).parents[2]
from tests.detection.silhouette import draw_person  # noqa: E402
from tests.video.coded_videos import encode  # noqa: E402


@pytest.fixture(scope='module')
def tool():
    """Runs the tool; its exit status where it ends without a message."""
    module = importlib.import_module('tools.data.detect_persons')

    def run(*args):
        try:
            module.main([str(a) for a in args])
        except SystemExit as end:
            if not isinstance(end.code, int):
                raise
            return end.code
        return 0

    return run


def person_clip(path, count=9, size=(180, 144), scale=1.0, step=4, **options):
    """Somebody who walks to the right."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = [
        draw_person((60 + step * i) * scale, 70 * scale, scale, size)[0][
            ..., ::-1
        ]
        for i in range(count)
    ]
    return encode(path, frames, **options)


def centre(i):
    return 60 + 4 * i


@pytest.fixture
def videos(tmp_path):
    """Every kind of file that a folder may hold, and two good ones."""
    folder = tmp_path / 'videos'
    person_clip(folder / 'walk/good.mp4', codec='libx264')
    person_clip(folder / 'run/b_frames.avi', 60, step=1, bf='2', g='12')
    person_clip(folder / 'walk/one_frame.avi', 1)
    person_clip(folder / 'walk/large.avi', 2, (3840, 2160), 15.0)
    encode(
        folder / 'run/nobody.avi', [np.full((144, 180, 3), 90, np.uint8)] * 5
    )
    corrupt = person_clip(folder / 'run/corrupt.mp4', codec='libx264')
    data = Path(corrupt).read_bytes()
    Path(corrupt).write_bytes(data[: len(data) // 2])
    (folder / 'walk/text.mp4').write_text('hello\n' * 99)
    (folder / 'walk/empty.mp4').write_bytes(b'')
    (folder / 'walk/notes.txt').write_text('not a video')
    return folder


def load(path):
    raw = json.loads(path.read_text())
    return raw['metainfo']['classes'], {
        e['filename']: e for e in raw['data_list']
    }


def test_a_folder_of_everything(tool, videos, tmp_path, capfd):
    out = tmp_path / 'tubes.json'
    code = tool(
        videos,
        out,
        '--labels',
        'folder',
        '--stride',
        2,
        '--min-boxes',
        1,
        '--max-persons',
        1,
    )
    assert code == 1  # something was left out
    printed = ' '.join(capfd.readouterr().out.split())
    for line in (
        'walk/good.mp4: found in 5 of 5 searched frames',
        'walk/one_frame.avi: found in 1 of 1 searched frames',
        'walk/large.avi: found in 2 of 2 searched frames',
        'run/nobody.avi: nobody found in 5 frames, left out',
        'run/corrupt.mp4: FAILED, left out',
        'walk/text.mp4: FAILED, left out',
        'the file is empty',
        'WARNING: decord is unreliable on this file (mpeg4 with B-frames)',
        'tubes.json: 4 tubes of 4 of 8 videos; 1 with nobody, 3 failed, 1 '
        'with warnings',
    ):
        assert line in printed
    classes, entries = load(out)
    assert classes == ['run', 'walk']
    assert {n: e['label'] for n, e in entries.items()} == {
        'walk/good.mp4': 1,
        'run/b_frames.avi': 0,
        'walk/one_frame.avi': 1,
        'walk/large.avi': 1,
    }
    good, large = entries['walk/good.mp4'], entries['walk/large.avi']
    assert good['frame_inds'] == [0, 2, 4, 6, 8] and good['total_frames'] == 9
    middles = np.array(good['boxes']) @ [
        [0.5, 0],
        [0, 0.5],
        [0.5, 0],
        [0, 0.5],
    ]
    assert abs(middles[:, 0] - centre(np.arange(0, 9, 2))).max() < 8
    assert (large['width'], large['height']) == (3840, 2160)
    x1, y1, x2, y2 = large['boxes'][0]
    assert x1 < 900 < x2 and y1 < 1050 < y2 and y2 - y1 > 1000
    init_default_scope('mmaction')
    dataset = PersonTubeDataset(
        str(out),
        [
            dict(type='SampleFrames', clip_len=1, num_clips=3),
            dict(type='DecordInit'),
            dict(type='DecordDecode'),
            dict(type='TubeCrop', size=32),
        ],
        dict(video=str(videos)),
    )
    assert all(len(dataset[i]['imgs']) == 3 for i in range(4))


def test_goes_on_where_it_stopped(tool, tmp_path, capsys):
    videos, out = tmp_path / 'videos', tmp_path / 'tubes.json'
    for name in 'abc':
        person_clip(videos / f'{name}.avi', 3)
    (videos / 'b.avi').write_bytes(b'')
    assert tool(videos, out) == 1
    progress = tmp_path / 'tubes.json.progress'
    lines = progress.read_text().splitlines()
    assert len(lines) == 4 and len(load(out)[1]) == 2
    progress.write_text('\n'.join(lines[:2]) + '\n' + lines[2][:30])  # killed
    person_clip(videos / 'b.avi', 3)  # mended meanwhile
    capsys.readouterr()
    assert tool(videos, out, '--num-workers', 2) == 0
    printed = capsys.readouterr().out
    done = json.loads(lines[1])
    assert (f'{done["filename"]}: found' in printed) == (
        done['error'] is not None
    )
    assert len(load(out)[1]) == 3
    capsys.readouterr()
    tool(videos, out)
    assert 'searched' not in capsys.readouterr().out
    with pytest.raises(SystemExit, match='made with other settings.*stride'):
        tool(videos, out, '--stride', 2)


def test_without_labels_for_inference(tool, tmp_path):
    path = person_clip(tmp_path / 'videos/a.avi')
    out = tmp_path / 'tubes.json'
    tool(path, out)
    classes, entries = load(out)
    assert classes == [] and 'label' not in entries['a.avi']
    dataset = PersonTubeDataset(
        str(out), [], dict(video=str(tmp_path / 'videos')), test_mode=True
    )
    assert dataset[0]['tube'].frame_inds.tolist() == [0, 4, 8]


def test_a_list_of_labels(tool, tmp_path):
    for name in ('a b.avi', 'c.avi', 'd.avi'):
        person_clip(tmp_path / 'videos' / name, 5)
    labels, classes = tmp_path / 'list.txt', tmp_path / 'classes.txt'
    labels.write_text('a b.avi 1\nc.avi 0\n')
    classes.write_text('stand\nwalk\n')
    out = tmp_path / 'tubes.json'
    tool(tmp_path / 'videos', out, '--labels', labels, '--classes', classes)
    names, entries = load(out)
    assert names == ['stand', 'walk']
    assert {n: e['label'] for n, e in entries.items()} == {
        'a b.avi': 1,
        'c.avi': 0,
    }
    for text, message in (
        ('c.avi\n', 'line 1: expected a video and a label'),
        ('x.avi 0\n', 'names x.avi, which is not among'),
        ('c.avi 2\n', 'has the label 2, but .* 2 classes'),
        ('', 'names no video'),
    ):
        labels.write_text(text)
        with pytest.raises(SystemExit, match=message):
            tool(
                tmp_path / 'videos',
                out,
                '--labels',
                labels,
                '--classes',
                classes,
            )


def test_bad_arguments(tool, tmp_path):
    with pytest.raises(SystemExit, match='no video in .*none: expected files'):
        tool(tmp_path / 'none', tmp_path / 'a.json')
    path = person_clip(tmp_path / 'a.avi', 1)
    for arguments, message in (
        (('--stride', 0), 'stride must be at least 1, got 0'),
        (('--labels', 'x.txt'), "x.txt: expected 'folder', 'none' or a list"),
        (('--labels', 'folder'), 'a.avi lies in no folder'),
        (('--detector', 'file'), "needs the option 'path'"),
        (('--detector-options', 'size=2'), "'hog' has no option 'size'"),
    ):
        with pytest.raises(SystemExit, match=message):
            tool(path, tmp_path / 'a.json', *arguments)
    assert not list(tmp_path.glob('a.json*'))


def test_everything_fails(tool, tmp_path):
    (tmp_path / 'videos').mkdir()
    (tmp_path / 'videos/a.mp4').write_bytes(b'')
    with pytest.raises(
        SystemExit,
        match='nothing to write: 0 tubes of 0 of 1 '
        'videos.*1 failed(.|\n)*a.mp4: the file is empty',
    ):
        tool(tmp_path / 'videos', tmp_path / 'tubes.json')
    assert not (tmp_path / 'tubes.json').exists()


def test_a_decoder_that_crashes_costs_one_video(
    tool, tmp_path, monkeypatch, capsys
):
    """Decord takes its process along on some damaged files: here on b.avi."""
    for name in 'abc':
        person_clip(tmp_path / f'videos/{name}.avi', 3)
    fake = tmp_path / 'fake'
    fake.mkdir()
    (fake / 'decord.py').write_text(
        'import os, signal\n'
        'def VideoReader(path, num_threads):\n'
        '    if path.endswith("b.avi"):\n'
        '        os.kill(os.getpid(), signal.SIGSEGV)\n'
        '    raise RuntimeError("no such decoder")\n'
    )
    monkeypatch.syspath_prepend(str(fake))  # workers get it too
    out = tmp_path / 'tubes.json'
    tool(tmp_path / 'videos', out)
    printed = ' '.join(capsys.readouterr().out.split())
    assert (
        'b.avi: FAILED, left out: the process that read it died (exit code'
        ' -11). Decord crashes on some damaged files: encode'
    ) in printed
    assert sorted(load(out)[1]) == ['a.avi', 'c.avi']
    # who trains with another decoder need not care
    tool(tmp_path / 'videos', tmp_path / 'all.json', '--decoder', 'pyav')
    assert len(load(tmp_path / 'all.json')[1]) == 3


def test_a_video_that_takes_too_long(tmp_path):
    person_clip(tmp_path / 'a.avi', 90, (960, 720))
    (record,) = detect_many(
        str(tmp_path),
        ['a.avi'],
        str(tmp_path / 'progress'),
        dict(name='hog'),
        DetectionSettings(stride=1),
        timeout=0.1,
    ).values()
    assert record['error'] == 'it took too long, given up'


def test_the_last_frame_is_searched_too(tool, tmp_path):
    """Or the tube, and the clip that is trained on, would end before it."""
    from stn_action.apis import DetectedPersons
    from stn_action.video.sources import VideoFile

    path = person_clip(tmp_path / 'a.avi', 12, step=2)
    tool(path, tmp_path / 'a.json', '--max-persons', 1)
    (entry,) = load(tmp_path / 'a.json')[1].values()
    assert entry['frame_inds'] == [0, 4, 8, 11]
    (person,) = DetectedPersons('hog', 4, max_persons=1)(VideoFile(path))
    assert person.tube.frame_inds.tolist() == entry['frame_inds']
    np.testing.assert_allclose(person.tube.boxes, entry['boxes'], atol=0.01)


def test_nothing_is_overwritten_unasked(tool, tmp_path):
    path = person_clip(tmp_path / 'videos/a.avi', 3)
    video, notes = Path(path).read_bytes(), tmp_path / 'notes.json'
    notes.write_text('{"mine": 1}')
    with pytest.raises(SystemExit, match='notes.json: exists; .*--overwrite'):
        tool(tmp_path / 'videos', notes)
    assert notes.read_text() == '{"mine": 1}'
    for flags in ((), ('--overwrite',)):
        with pytest.raises(SystemExit, match='a.avi: is an input'):
            tool(tmp_path / 'videos', path, *flags)
    assert Path(path).read_bytes() == video
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        'notes.json',
        'videos',
    ]
    assert tool(tmp_path / 'videos', notes, '--overwrite') == 0
    assert load(notes)[1]
    assert tool(tmp_path / 'videos', notes) == 0  # goes on with its own file


def boxes_file(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        ''.join(f'{f},-1,{x},{y},{w},{h},{s}\n' for f, x, y, w, h, s in rows)
    )


def test_many_tubes_of_a_video_are_spoken_of(tool, tmp_path, capsys):
    """Three tracks: one long, one short, one of low scores."""
    person_clip(tmp_path / 'videos/a.avi', 25)
    rows = [(f, 21, 31, 20, 40, 0.9) for f in range(1, 26, 4)]
    rows += [(f, 101, 31, 20, 40, 0.9) for f in (1, 5)]
    rows += [(f, 61, 101, 20, 40, 0.55) for f in range(1, 26, 4)]
    boxes_file(tmp_path / 'boxes/a.txt', rows)

    def tubes(*flags):
        capsys.readouterr()
        code = tool(
            tmp_path / 'videos',
            tmp_path / 'o' / f'{len(flags)}{flags[1:]}.json',
            '--detector',
            'file',
            '--detector-options',
            f'path={tmp_path / "boxes"}',
            *flags,
        )
        assert code == 0
        printed = capsys.readouterr().out
        (out,) = (tmp_path / 'o').glob(f'{len(flags)}{flags[1:]}.json')
        entries = json.loads(out.read_text())['data_list']
        return sorted(e['boxes'][0][0] for e in entries), printed

    lefts, printed = tubes()
    assert lefts == [20, 60, 100]
    assert (
        '3.0 tubes a video; if one person acts in each, add --max-persons 1 '
        '--min-motion'
    ) in ' '.join(printed.split())
    assert tubes('--min-length', 0.5)[0] == [20, 60]  # of 1 s; 5 frames: .2 s
    assert tubes('--min-score', 0.6)[0] == [20, 100]
    assert tubes('--min-boxes', 3)[0] == [20, 60]
    lefts, printed = tubes('--max-persons', 1)
    assert lefts == [20] and 'tubes a video' not in printed
    with pytest.raises(SystemExit, match='min_score must be at most 1, got 2'):
        tubes('--min-score', 2)


def test_help_is_quick_and_has_examples(capsys):
    """Nothing heavy is imported before the arguments are parsed."""
    import subprocess
    import sys

    for tool in ('tools/data/detect_persons.py', 'tools/infer.py'):
        done = subprocess.run(
            [sys.executable, '-X', 'importtime', str(ROOT / tool), '--help'],
            capture_output=True,
            text=True,
            check=True,
        )
        assert f'    python {tool} ' in done.stdout
        assert '(default: ' in done.stdout
        imported = {
            line.split('|')[-1].strip() for line in done.stderr.splitlines()
        }
        assert not imported & {'torch', 'mmaction', 'cv2', 'av'}
