"""The inferencer against the data set and model that it stands for."""

import importlib
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from mmaction.registry import DATASETS
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from PIL import Image

from stn_action.apis import DetectedPersons, GivenPersons, STNInferencer
from stn_action.apis.annotated_video import Annotator
from stn_action.apis.results import VideoResult
from stn_action.datasets import TubeCrop
from stn_action.video.camera import camera_segments
from stn_action.video.sources import VideoFile
from stn_action.visualization import COLOURS
from tests.apis.tiny_inference import (
    CLASSES,
    FRAMES,
    person_boxes,
    save_checkpoint,
    write_video,
)

SCRIPT = Path(__file__).parents[2] / 'tools/infer.py'


@pytest.fixture
def tested(inferencer, folder):
    """Data samples of the config's own test set, as tools/test.py has."""
    dataset = DATASETS.build(
        Config.fromfile(folder / 'config.py').test_dataloader.dataset
    )
    batch = pseudo_collate([dataset[i] for i in range(len(dataset))])
    with torch.no_grad():
        return inferencer.model.test_step(batch)


def scores_of(window):
    """In the order of the classes."""
    assert list(window['pred_scores']) == CLASSES
    return list(window['pred_scores'].values())


def windows_of(result):
    return [
        w
        for video in result['predictions']
        for p in video['persons']
        for w in p['windows']
    ]


def test_scores_and_views_are_those_of_the_test_set(
    inferencer, folder, tested
):
    result = inferencer(str(folder), boxes=str(folder / 'boxes.json'))
    got = windows_of(result)
    assert len(got) == len(tested) == 3
    for window, sample in zip(got, tested):
        np.testing.assert_allclose(
            scores_of(window), sample.pred_score.numpy(), atol=2e-5
        )
        assert window['pred_class'] == CLASSES[int(sample.pred_label)]
        assert window['frame_inds'] == np.ravel(sample.frame_inds).tolist()
        # crop pixels to frame pixels, by hand
        crop = np.asarray(sample.crop_boxes, float)
        side = (crop[:, 2:] - crop[:, :2]) / 32
        view = sample.view_boxes.numpy() * np.tile(side, 2) + np.tile(
            crop[:, :2], 2
        )
        np.testing.assert_allclose(window['view_boxes'], view, atol=0.02)
        assert abs(np.array(window['view_boxes']) - window['boxes']).max() > 2


def test_batch_size_changes_nothing(inferencer, folder):
    one, many = (
        inferencer(
            str(folder),
            boxes=str(folder / 'boxes.json'),
            batch_size=size,
            window=6,
            stride=3,
        )
        for size in (1, 8)
    )
    assert len(windows_of(one)) == 9
    for a, b in zip(windows_of(one), windows_of(many)):
        assert a['window'] == b['window']
        np.testing.assert_allclose(scores_of(a), scores_of(b), atol=1e-4)


def test_windows_of_a_short_tube(inferencer, folder):
    """A person of frames 3 to 9: windows start at 3 and end at 9."""
    from stn_action.tubes import PersonTube

    tube = PersonTube([3, 9], person_boxes()[[3, 9]])
    result = inferencer(
        str(folder / 'walk/a.mp4'), boxes=[tube], window=4, stride=2
    )
    got = windows_of(result)
    assert [w['window'] for w in got] == [[3, 7], [5, 9], [6, 10]]
    assert got[0]['frame_inds'] == [3, 5, 6]  # 3 + floor of 4/6, 2, 10/3


def test_json_video_and_picture(inferencer, folder, tmp_path):
    out = tmp_path / 'o/r.json'
    result = inferencer(
        str(folder / 'walk/a.mp4'),
        boxes=str(folder / 'boxes.json'),
        pred_out_file=str(out),
        vid_out_dir=str(tmp_path / 'v'),
        img_out_dir=str(tmp_path / 'i'),
        window=8,
    )
    saved = json.loads(out.read_text())
    assert saved['classes'] == CLASSES
    assert saved['predictions'] == result['predictions']
    plain = list(VideoFile(str(folder / 'walk/a.mp4')))
    drawn = list(VideoFile(str(tmp_path / 'v/a.mp4')))
    assert len(drawn) == FRAMES
    # enlarged to 5 times 96 x 72, a legend of 20 pixels below
    assert drawn[0].shape == (380, 480, 3)
    changes = [
        abs(cv2.resize(a, (480, 360)).astype(int) - b[:360]).mean()
        for a, b in zip(plain, drawn)
    ]
    assert min(changes) > 5
    assert VideoFile(str(tmp_path / 'v/a.mp4')).info.codec == 'h264'
    # two people, two windows each: [0, 8) and [4, 12)
    pictures = sorted(p.name for p in (tmp_path / 'i').iterdir())
    assert pictures == [
        f'a_person{p}_frame00000{t}.png' for p in (0, 1) for t in (0, 4)
    ]
    picture = cv2.imread(str(tmp_path / 'i' / pictures[0]))
    assert picture.shape[0] > 500 and picture.std() > 20


def test_box_and_view_are_drawn_at_every_frame(inferencer, folder):
    source = VideoFile(str(folder / 'walk/a.mp4'))
    persons = GivenPersons(person_boxes())(source)
    result = VideoResult(
        'a', 10.0, persons, list(inferencer.recognize(source, persons))
    )
    crop = next(
        t for t in inferencer.pipeline.transforms if isinstance(t, TubeCrop)
    )
    draw = Annotator(result, CLASSES, crop).draw
    black = np.zeros((72, 96, 3), np.uint8)
    window = result.windows[0].as_dict()
    for t in range(FRAMES):
        frame = draw(black, t)
        right = round(person_boxes()[t, 2])
        assert near(frame[50, right - 1 : right + 1], COLOURS['box'])
    for t, (x1, y1, x2, y2) in zip(window['frame_inds'], window['view_boxes']):
        frame = draw(black, t)
        assert x1 < 10 < x2
        column = frame[:, 10]  # left of the label
        edges = (
            np.flatnonzero([near(p[None], COLOURS['view']) for p in column])
            + 0.5
        )
        for y in (y1, y2):
            assert not 2 < y < 70 or abs(edges - y).min() < 1.5
    assert not draw(black, FRAMES + 10).any()


def near(pixels, colour):
    """Whether one of (n, 3) has the hue of a colour (lines are blended)."""
    shares = pixels / pixels.sum(-1, keepdims=True).clip(1)
    hue = np.array(colour) / sum(colour)
    return bool(
        ((abs(shares - hue).max(-1) < 0.1) & (pixels.max(-1) > 60)).any()
    )


def test_gif(inferencer, folder, tmp_path):
    result = inferencer(
        str(folder / 'wave/b.mp4'),
        boxes=[35, 20, 80, 60],
        out_type='gif',
        vid_out_dir=str(tmp_path),
    )
    with Image.open(result['visualization'][0]) as image:
        assert image.format == 'GIF' and image.n_frames == FRAMES
        assert image.info['duration'] == 100  # 10 frames a second
    with pytest.raises(ValueError, match="out_type must be one of .* 'webm'"):
        inferencer(
            str(folder / 'wave/b.mp4'),
            boxes=[35, 20, 80, 60],
            out_type='webm',
            vid_out_dir=str(tmp_path),
        )


def rectangle_detector(frame, filename='', index=0):
    """Finds the bright rectangle of the tests' videos."""
    mask = (frame[..., 0] > 180) & (frame[..., 2] < 120)
    if mask.sum() < 50:
        return np.zeros((0, 4)), np.zeros(0)
    y, x = np.nonzero(mask)
    box = [x.min(), y.min(), x.max() + 1, y.max() + 1]
    return np.array([box], float), np.array([0.9])


def test_a_folder_of_all_that_goes_wrong(inferencer, folder, tmp_path):
    pytest.importorskip('trackers')
    write_video(tmp_path / 'good.mp4', person_boxes())
    whole = (tmp_path / 'good.mp4').read_bytes()
    (tmp_path / 'corrupt.mp4').write_bytes(whole[: len(whole) // 3])
    (tmp_path / 'empty.mp4').touch()
    (tmp_path / 'text.mp4').write_text('not a video')
    (tmp_path / 'notes.txt').write_text('no video at all')
    write_video(tmp_path / 'nobody.mp4', np.zeros((4, 4)))
    write_video(tmp_path / 'one.mp4', person_boxes(frames=1))
    write_video(
        tmp_path / 'uhd.mp4', person_boxes(frames=1) * 20, (3840, 2160)
    )
    out = tmp_path / 'r.json'
    with pytest.warns(UserWarning, match='left out: .*empty.mp4'):
        result = inferencer(
            str(tmp_path),
            boxes=DetectedPersons(rectangle_detector, 3),
            pred_out_file=str(out),
            vid_out_dir=str(tmp_path / 'v'),
        )
    videos = {
        Path(v['video']).stem: v
        for v in json.loads(out.read_text())['predictions']
    }
    assert list(videos) == [
        'corrupt',
        'empty',
        'good',
        'nobody',
        'one',
        'text',
        'uhd',
    ]
    assert 'text.mp4' in videos['text']['error']
    assert 'empty' in videos['empty']['error']
    assert 'corrupt.mp4' in videos['corrupt']['error']
    assert videos['nobody']['persons'] == []
    assert not any('error' in videos[n] for n in ('good', 'nobody', 'one'))
    assert windows_of(dict(predictions=[videos['one']]))[0]['window'] == [0, 1]
    uhd = windows_of(dict(predictions=[videos['uhd']]))[0]
    np.testing.assert_allclose(uhd['boxes'][0], [200, 400, 680, 1200], atol=9)
    drawn = {Path(p).stem for p in result['visualization']}
    assert {n.split('_')[-1] for n in drawn} == {
        'good',
        'nobody',
        'one',
        'uhd',
    }


def test_array_and_frame_folder(inferencer, folder, tmp_path):
    video, frames = cv2.VideoCapture(str(folder / 'walk/a.mp4')), []
    for i in range(FRAMES):
        frames.append(video.read()[1][..., ::-1])
        cv2.imwrite(str(tmp_path / f'{i:03d}.png'), frames[-1][..., ::-1])
    boxes = person_boxes()
    expected, array = (
        windows_of(inferencer(i, boxes=boxes))[0]
        for i in (str(folder / 'walk/a.mp4'), np.stack(frames))
    )
    np.testing.assert_allclose(
        scores_of(array), scores_of(expected), atol=0.02
    )
    inferencer.input_format = 'rawframes'
    try:
        images = windows_of(inferencer(str(tmp_path), boxes=boxes))[0]
    finally:
        inferencer.input_format = 'video'
    assert images['pred_scores'] == array['pred_scores']
    with pytest.raises(ValueError, match=r'uint8 RGB, got shape \(3, 8, 8\)'):
        inferencer(np.zeros((3, 8, 8)), boxes=boxes)


def test_camera(inferencer, folder, monkeypatch):
    """A camera that films a.mp4: pieces of 5 frames, 8 frames in all."""
    pytest.importorskip('trackers')
    capture = cv2.VideoCapture
    monkeypatch.setattr(
        cv2,
        'VideoCapture',
        lambda index: capture(
            str(folder / 'walk/a.mp4' if index == 0 else 'none')
        ),
    )
    result = inferencer(
        camera_segments(0, 5, max_frames=8),
        boxes=DetectedPersons(rectangle_detector, interval=2),
    )
    assert [v['video'] for v in result['predictions']] == [
        'camera0_frame000000',
        'camera0_frame000005',
    ]
    assert [w['window'] for w in windows_of(result)] == [[0, 5], [0, 3]]
    # frame 5 of the video is frame 0 of the second piece
    np.testing.assert_allclose(
        windows_of(result)[1]['boxes'][0], person_boxes()[5], atol=2
    )
    with pytest.raises(ValueError, match='camera 7 does not open'):
        list(camera_segments(7, 5, 5))


def test_without_an_stn(folder, tmp_path):
    cfg = Config.fromfile(folder / 'config.py')
    cfg.model.type = 'Recognizer2D'
    del cfg.model.stn
    for t in cfg.test_dataloader.dataset.pipeline:
        if t.type == 'TubeCrop':
            t.size = 24
    save_checkpoint(cfg, tmp_path / 'plain.pth')
    plain = STNInferencer(
        cfg, str(tmp_path / 'plain.pth'), device='cpu', show_progress=False
    )
    result = plain(
        str(folder / 'walk/a.mp4'),
        boxes=person_boxes(),
        vid_out_dir=str(tmp_path),
        img_out_dir=str(tmp_path),
    )
    (window,) = windows_of(result)
    assert 'theta' not in window and sum(scores_of(window)) == pytest.approx(
        1, abs=1e-3
    )
    assert len(result['visualization']) == 2


def test_what_does_not_fit(inferencer, folder, tmp_path):
    cfg = Config.fromfile(folder / 'config.py')
    plain = Config(cfg.to_dict())
    plain.model.cls_head.type = 'TSMHead'
    plain.model.backbone.layers = 'conv[4,3,1,0]-fc[8]'
    with pytest.raises(
        ValueError,
        match='checkpoint.pth is the checkpoint of another model: '
        '.* missing, such as .*backbone',
    ):
        STNInferencer(plain, str(folder / 'checkpoint.pth'), device='cpu')
    cfg.test_dataloader.dataset.pipeline[3] = dict(
        type='Resize', scale=(32, 32)
    )
    with pytest.raises(
        ValueError, match="TubeCrop after the decoder, but .*'Resize'"
    ):
        STNInferencer(cfg, str(folder / 'checkpoint.pth'), device='cpu')
    with pytest.raises(ValueError, match='neither boxes nor a detector'):
        inferencer(str(folder))
    with pytest.raises(ValueError, match='stride needs a window'):
        inferencer(str(folder), boxes=[0, 0, 9, 9], stride=3)
    with pytest.raises(ValueError, match='no videos in this folder'):
        inferencer(str(tmp_path), boxes=[0, 0, 9, 9])


@pytest.fixture(scope='module')
def script():
    module = importlib.import_module('tools.infer')
    return module


def test_command_line(script, folder, tmp_path, capsys):
    argv = [
        str(folder / 'config.py'),
        str(folder / 'checkpoint.pth'),
        str(folder / 'walk'),
        str(folder / 'none.mp4'),
        '--boxes',
        str(folder / 'boxes.json'),
        '--out',
        str(tmp_path / 'r.json'),
        '--window',
        '8',
        '--print-result',
        '--device',
        'cpu',
        '--cfg-options',
        'model.cls_head.average_clips=score',
    ]
    with pytest.raises(SystemExit) as end:
        script.main(argv)
    assert end.value.code == 1
    printed = capsys.readouterr()
    assert 'person 1, frames 4 to 11 (0.4 to 1.2 s): ' in printed.out
    assert '1 of 2 videos done' in printed.out
    assert 'left out: ' in printed.err and 'none.mp4: no such' in printed.err
    saved = json.loads((tmp_path / 'r.json').read_text())
    assert saved['config'] == str(folder / 'config.py')
    assert len(windows_of(saved)) == 4
    # scores, not probabilities: the option has reached the head
    assert sum(scores_of(windows_of(saved)[0])) != pytest.approx(1, abs=0.1)
