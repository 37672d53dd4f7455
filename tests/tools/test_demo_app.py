"""The web page in headless Chromium."""

import importlib
import shutil
import socket
import sys
from pathlib import Path

import pytest
from mmengine.config import Config

from stn_action.apis import STNInferencer
from stn_action.apis.loose_box import LooseBox
from tests.apis.tiny_inference import (
    CONFIG,
    person_boxes,
    save_checkpoint,
    write_video,
)

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
]


@pytest.fixture(scope='module')
def script():
    module = importlib.import_module('tools.demo_app')
    return module


def test_without_gradio(script, monkeypatch):
    monkeypatch.setitem(sys.modules, 'gradio', None)
    with pytest.raises(
        SystemExit,
        match='needs Gradio: pip install '
        r"'stn_action\[demo\]'",
    ):
        script.main(['config.py', 'checkpoint.pth'])


@pytest.fixture
def browser():
    pytest.importorskip('gradio', reason='needs the extra demo')
    playwright = pytest.importorskip(
        'playwright.sync_api', reason='needs playwright'
    )
    chromium = shutil.which('chromium') or shutil.which('google-chrome')
    if chromium is None:
        pytest.skip('needs Chromium: apt-get install chromium')
    with playwright.sync_playwright() as started:
        yield started.chromium.launch(executable_path=chromium, args=FLAGS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def wait_for_scores(page, expected: dict) -> None:
    """Until the label shows these scores, as whole per cent, best first."""
    shares = sorted((round(100 * v) for v in expected.values()), reverse=True)
    page.wait_for_function(
        """expected => {
          const text = document.querySelector('#scores').innerText;
          const shown = [...text.matchAll(/(\\d+)%/g)].map(m => +m[1]);
          return shown.length === expected.length && shown.every(
            (share, k) => Math.abs(share - expected[k]) <= 1);
        }""",
        arg=shares,
    )


def click_pixel(page, x: float, y: float) -> None:
    """Click at these shares of the frame's width and height."""
    page.locator('#views img').wait_for()  # the sliders have been answered
    page.wait_for_timeout(1000)
    page.wait_for_function(  # while a picture loads, a click is at (0, 0)
        """() => {
          const image = document.querySelector('#frame img');
          return image.complete && image.naturalWidth > 0;
        }"""
    )
    frame = page.locator('#frame img')
    size = frame.bounding_box()
    frame.click(position=dict(x=size['width'] * x, y=size['height'] * y))
    page.wait_for_timeout(1000)


@pytest.fixture
def serve(script, browser, tmp_path):
    """Opens the page, with a.mp4 to pick; gives it and what it should say."""
    write_video(tmp_path / 'videos/a.mp4', person_boxes())
    config, checkpoint = tmp_path / 'config.py', tmp_path / 'c.pth'
    config.write_text(CONFIG)
    save_checkpoint(Config.fromfile(config), checkpoint)

    def serve(*flags):
        port = free_port()
        options = dict(videos=tmp_path / 'videos', port=port, device='cpu')
        argv = [str(config), str(checkpoint), *map(str, flags)]
        for name, value in options.items():
            argv += [f'--{name}', str(value)]
        script.main(argv, prevent_thread_lock=True, quiet=True)
        page = browser.new_page(viewport=dict(width=1200, height=1500))
        page.set_default_timeout(60_000)
        page.goto(f'http://127.0.0.1:{port}')
        loose = LooseBox(
            STNInferencer(str(config), str(checkpoint), device='cpu')
        )
        return page, loose

    yield serve
    browser.close()


@pytest.fixture
def served(serve):
    return serve()


def edges(script, page):
    return [
        float(page.locator(f'#{edge} input[type=number]').input_value())
        for edge in script.EDGES
    ]


def test_draw_a_box_and_see_the_scores_move(script, served, tmp_path):
    page, loose = served
    video = loose.open(str(tmp_path / 'videos/a.mp4'))

    def expected(*box):
        return loose.scores(loose(video, box))

    page.locator('#picked input').click()
    page.get_by_role('option', name='a.mp4').click()
    wait_for_scores(page, expected(*loose.first_box(video)))

    # 96 x 72 pixels on the page: corners (12, 9) and (36, 54)
    for x, y in ((12, 9), (36, 54)):
        click_pixel(page, x / 96, y / 72)
    box = edges(script, page)
    assert box == pytest.approx([12, 9, 36, 54], abs=1)
    wait_for_scores(page, expected(*box))

    right = page.locator('#right input[type=number]')
    right.fill('90')
    right.press('Enter')
    box[2] = 90
    wait_for_scores(page, expected(*box))
    assert page.locator('#views img').is_visible()
    page.screenshot(path=str(tmp_path / 'page.png'))


def test_upload_a_video(served, tmp_path):
    """One that the page did not list, larger and of somebody else."""
    page, loose = served
    boxes = 2 * person_boxes(offset=8)
    write_video(tmp_path / 'mine.mp4', boxes, (192, 144))
    upload = page.locator('input[type=file]')
    upload.set_input_files(str(tmp_path / 'mine.mp4'))
    video = loose.open(str(tmp_path / 'mine.mp4'))
    box = loose.first_box(video)
    wait_for_scores(page, loose.scores(loose(video, box)))
    right = page.locator('#right input[type=number]')
    assert float(right.input_value()) == pytest.approx(box[2], abs=1)
    right.fill('150')
    right.press('Enter')
    wait_for_scores(page, loose.scores(loose(video, (*box[:2], 150, box[3]))))
    assert page.locator('#views img').is_visible()
    page.screenshot(path=str(tmp_path / 'upload.png'))


def test_upload_what_is_no_video(served, tmp_path):
    page, _ = served
    (tmp_path / 'text.mp4').write_text('not a video')
    upload = page.locator('input[type=file]')
    upload.set_input_files(str(tmp_path / 'text.mp4'))
    note = page.get_by_text('text.mp4: no video that FFmpeg reads')
    note.first.wait_for()
    assert note.count() == 1  # one sentence, without the path on the server
    assert '/' not in note.inner_text().split('(')[0]
    page.screenshot(path=str(tmp_path / 'error.png'))


def test_begin_with_a_detected_box(script, serve, tmp_path):
    """Or with the middle of the frame, where nobody is found."""
    boxes = tmp_path / 'boxes.txt'
    boxes.write_text(''.join(f'{i},-1,21,11,30,40,0.9\n' for i in (1, 5, 9)))
    found = (f'path={boxes}', 'score_thr=0.5')
    page, loose = serve('--detector', 'file', '--detector-options', *found)
    page.locator('#picked input').click()
    page.get_by_role('option', name='a.mp4').click()
    video = loose.open(str(tmp_path / 'videos/a.mp4'))
    wait_for_scores(page, loose.scores(loose(video, (20, 10, 50, 50))))
    assert edges(script, page) == [20, 10, 50, 50]
    boxes.write_text('')
    upload = page.locator('input[type=file]')
    write_video(tmp_path / 'mine.mp4', person_boxes())
    upload.set_input_files(str(tmp_path / 'mine.mp4'))
    page.get_by_text('Nobody found: the box is the middle').first.wait_for()
    wait_for_scores(page, loose.scores(loose(video, (24, 9, 72, 63))))
    assert edges(script, page) == [24, 9, 72, 63]


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
    browser.close()
