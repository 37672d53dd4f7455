"""The web page in headless Chromium."""

import importlib
import json
import socket
import sys
from pathlib import Path

import numpy as np
import pytest
from mmengine.config import Config

from stn_action.apis import STNInferencer
from stn_action.apis.demo_layout import EDGES
from stn_action.apis.loose_box import LooseBox, preset_boxes
from stn_action.apis.persons import AnnotatedPersons
from stn_action.video.inputs import video_sources
from tests.apis.tiny_inference import (
    CLASSES,
    CONFIG,
    entry,
    person_boxes,
    save_checkpoint,
    write_video,
)


@pytest.fixture(scope='module')
def script():
    module = importlib.import_module('tools.demo_app')
    return module


def test_without_gradio(script, monkeypatch):
    monkeypatch.setitem(sys.modules, 'gradio', None)
    with pytest.raises(
        SystemExit,
        match=r"needs Gradio 6: pip install -e '\.\[demo\]'",
    ):
        script.main(['config.py', 'checkpoint.pth'])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def wait_for_scores(page, loose, result) -> None:
    """Until the bars show these scores, without and with the STN."""
    expected = [
        [name, *(text for _, _, text in shares)]
        for name, shares in loose.bars(result)
    ]
    page.wait_for_function(
        """expected => {
          const rows = document.querySelectorAll('#scores .bars > span');
          const shown = [...rows].map(row => [row.innerText,
            ...row.nextElementSibling.innerText.trim().split(/\\s+/)]);
          return JSON.stringify(shown) === JSON.stringify(expected);
        }""",
        arg=expected,
    )


def drag(page, start, end) -> None:
    """With the mouse, over these shares of the frame's width and height."""
    page.wait_for_function(
        """() => {
          const image = document.querySelector('#frame img');
          return image && image.complete && image.naturalWidth > 0;
        }"""
    )
    page.wait_for_timeout(500)
    page.locator('#frame img').scroll_into_view_if_needed()
    size = page.locator('#frame img').bounding_box()
    places = [
        (size['x'] + x * size['width'], size['y'] + y * size['height'])
        for x, y in (start, end)
    ]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=3)
    page.mouse.up()


@pytest.fixture
def serve(script, browser, tmp_path):
    """Opens the page on a.mp4; gives it and what it should say."""
    pytest.importorskip('gradio', reason='needs the extra demo')
    write_video(tmp_path / 'videos/a.mp4', person_boxes())
    config, checkpoint = tmp_path / 'config.py', tmp_path / 'c.pth'
    config.write_text(CONFIG)
    save_checkpoint(Config.fromfile(config), checkpoint)

    def serve(*flags, width=1280):
        port = free_port()
        options = dict(videos=tmp_path / 'videos', port=port, device='cpu')
        argv = [str(config), str(checkpoint)]
        for name, value in options.items():
            argv += [f'--{name}', str(value)]
        script.main(
            argv + list(map(str, flags)), prevent_thread_lock=True, quiet=True
        )
        page = browser.new_page(viewport=dict(width=width, height=900))
        page.set_default_timeout(120_000)
        page.goto(f'http://127.0.0.1:{port}')
        loose = LooseBox(
            STNInferencer(str(config), str(checkpoint), device='cpu')
        )
        return page, loose

    return serve


def edges(page):
    return [
        float(page.locator(f'#{edge} input[type=number]').input_value())
        for edge in EDGES
    ]


def annotate(path: Path, boxes, **more) -> str:
    entries = [entry('a.mp4', np.asarray(boxes), 0, **more)]
    content = dict(metainfo=dict(classes=CLASSES), data_list=entries)
    path.write_text(json.dumps(content))
    return str(path)


@pytest.mark.parametrize('width', [1280, 420])
def test_begin_with_an_annotated_box(serve, tmp_path, width):
    """Example, bars, IoU, presets and the clip, at two sizes of window."""
    true = person_boxes()
    boxes = true + [4, 0, 12, 4]
    known = annotate(tmp_path / 'boxes.json', boxes, clean_boxes=true.tolist())
    page, loose = serve('--boxes', known, width=width)
    video = loose.open(str(tmp_path / 'videos/a.mp4'))
    result = loose(video, boxes)
    wait_for_scores(page, loose, result)
    for shown in loose.tiles(result, boxes, true):
        text = page.locator('#scores .tile', has_text=shown['name'])
        assert text.locator('b').inner_text() == shown['value']
    page.get_by_text('The box is the annotated one').wait_for()
    if width > 1000:  # the view beside the frame
        frame = page.locator('#frame').bounding_box()
        view = page.locator('#view').bounding_box()
        assert view['x'] > frame['x'] + frame['width'] - 2
        assert view['y'] < frame['y'] + frame['height']
    for name in ('plain', 'view'):
        picture = page.locator(f'#{name} img').bounding_box()
        assert min(picture['width'], picture['height']) > 120
    assert not page.locator('#left').is_visible()  # sliders are folded

    page.get_by_label('drift').click()
    drifting = preset_boxes('drift', true)
    wait_for_scores(page, loose, loose(video, drifting))
    page.locator('#play').click()
    page.wait_for_function(
        """() => {
          const video = document.querySelector('#clip video');
          return video && video.videoHeight > 300 && video.currentTime > 0;
        }"""
    )
    overflow = page.evaluate('document.documentElement.scrollWidth')
    assert overflow <= width
    page.screenshot(path=str(tmp_path / 'page.png'), full_page=True)


def test_drag_a_box_and_see_the_scores_move(serve, tmp_path):
    page, loose = serve()
    video = loose.open(str(tmp_path / 'videos/a.mp4'))
    wait_for_scores(page, loose, loose(video, (24, 9, 72, 63)))
    page.get_by_text('No person is known').wait_for()

    # 96 x 72 pixels: corners (36, 54) and (12, 9)
    drag(page, (36 / 96, 54 / 72), (12 / 96, 9 / 72))
    page.locator('#exact button').first.click()
    page.wait_for_function(
        """() => {
          const right = document.querySelector('#right input[type=number]');
          return right && Math.abs(right.value - 36) <= 1;
        }"""
    )
    assert edges(page) == pytest.approx([12, 9, 36, 54], abs=1)

    right = page.locator('#right input[type=number]')
    right.fill('90')
    right.press('Enter')
    wait_for_scores(page, loose, loose(video, (*edges(page)[:2], 90, 54)))


def test_upload_a_video(serve, tmp_path):
    """One that the page did not list, larger and of somebody else."""
    page, loose = serve()
    boxes = 2 * person_boxes(offset=8)
    write_video(tmp_path / 'mine.mp4', boxes, (192, 144))
    page.locator('#picked').wait_for()
    upload = page.locator('input[type=file]')
    upload.set_input_files(str(tmp_path / 'mine.mp4'))
    video = loose.open(str(tmp_path / 'mine.mp4'))
    wait_for_scores(page, loose, loose(video, (48, 18, 144, 126)))


def test_uploads_that_are_refused(serve, tmp_path):
    """One sentence each, without the path on the server."""
    page, loose = serve('--max-upload', 1)
    video = loose.open(str(tmp_path / 'videos/a.mp4'))
    wait_for_scores(page, loose, loose(video, (24, 9, 72, 63)))
    (tmp_path / 'text.mp4').write_text('not a video')
    upload = page.locator('input[type=file]')
    upload.set_input_files(str(tmp_path / 'text.mp4'))
    note = page.get_by_text('text.mp4: no video that FFmpeg reads')
    note.first.wait_for()
    assert note.count() == 1
    assert '/' not in note.inner_text().split('(')[0]
    page.wait_for_timeout(600)  # the note fades in
    page.screenshot(path=str(tmp_path / 'error.png'))
    page.reload()
    wait_for_scores(page, loose, loose(video, (24, 9, 72, 63)))
    (tmp_path / 'large.mp4').write_bytes(bytes(3 << 20))
    page.locator('input[type=file]').set_input_files(
        str(tmp_path / 'large.mp4')
    )
    note = page.get_by_text('maximum allowed size')
    note.first.wait_for()
    assert note.count() == 1 and str(tmp_path) not in note.inner_text()
    page.wait_for_timeout(600)
    page.screenshot(path=str(tmp_path / 'large.png'))


def test_begin_with_a_detected_box(serve, tmp_path):
    """Or with the middle of the frame, where nobody is found."""
    boxes = tmp_path / 'boxes.txt'
    boxes.write_text(''.join(f'{i},-1,21,11,30,40,0.9\n' for i in (1, 5, 9)))
    found = (f'path={boxes}', 'score_thr=0.5')
    page, loose = serve('--detector', 'file', '--detector-options', *found)
    video = loose.open(str(tmp_path / 'videos/a.mp4'))
    wait_for_scores(page, loose, loose(video, (20, 10, 50, 50)))
    page.get_by_text('The box is that of the detector').wait_for()
    boxes.write_text('')
    write_video(tmp_path / 'mine.mp4', person_boxes())
    page.locator('input[type=file]').set_input_files(
        str(tmp_path / 'mine.mp4')
    )
    page.get_by_text('the box is the middle').wait_for()
    wait_for_scores(page, loose, loose(video, (24, 9, 72, 63)))


def test_without_videos_there_are_generated_ones(script, tmp_path):
    videos, boxes = script.example_videos(str(tmp_path))
    known = AnnotatedPersons(boxes)
    sources = [s for s in video_sources(videos) if known.knows(s)]
    assert len(sources) == 8
    assert known(sources[0])[0].clean_tube is not None


def test_a_browser_plays_an_annotated_video(browser, tmp_path):
    from stn_action.video.writing import write_mp4
    from tests.video.coded_videos import numbered_frame

    frames = [numbered_frame(i) for i in range(30)]
    write_mp4(str(tmp_path / 'a.mp4'), frames, 25)
    (tmp_path / 'a.html').write_text('<video muted src="a.mp4"></video>')
    page = browser.new_page()
    page.goto(f'file://{tmp_path}/a.html')
    played = page.evaluate(
        """async () => {
          const video = document.querySelector('video');
          const ended = new Promise(done => video.onended = done);
          await video.play();
          await ended;
          return [video.videoWidth, video.videoHeight, video.currentTime];
        }"""
    )
    assert played[:2] == [160, 120]
    assert played[2] == pytest.approx(1.2, abs=0.1)
