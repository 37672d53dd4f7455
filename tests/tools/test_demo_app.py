"""The web page in headless Chromium."""
import importlib.util
import shutil
import socket
import sys
from pathlib import Path

import pytest
from mmengine.config import Config

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'tests/apis'))
from tiny_inference import (CONFIG, person_boxes,  # noqa: E402
                            save_checkpoint, write_video)

from stn_action.apis import STNInferencer  # noqa: E402
from stn_action.apis.loose_box import LooseBox  # noqa: E402

FLAGS = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update',
    '--disable-sync'
]


@pytest.fixture(scope='module')
def script():
    spec = importlib.util.spec_from_file_location(
        'demo_app', ROOT / 'tools/demo_app.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_gradio(script, monkeypatch):
    monkeypatch.setitem(sys.modules, 'gradio', None)
    with pytest.raises(SystemExit, match="needs Gradio: pip install "
                       r"'stn_action\[demo\]'"):
        script.main(['config.py', 'checkpoint.pth'])


@pytest.fixture
def browser():
    pytest.importorskip('gradio', reason='needs the extra demo')
    playwright = pytest.importorskip(
        'playwright.sync_api', reason='needs playwright')
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
        '''expected => {
          const text = document.querySelector('#scores').innerText;
          const shown = [...text.matchAll(/(\\d+)%/g)].map(m => +m[1]);
          return shown.length === expected.length && shown.every(
            (share, k) => Math.abs(share - expected[k]) <= 1);
        }''', arg=shares)


def test_draw_a_box_and_see_the_scores_move(script, browser, tmp_path):
    write_video(tmp_path / 'videos/a.mp4', person_boxes())
    (tmp_path / 'config.py').write_text(CONFIG)
    save_checkpoint(
        Config.fromfile(tmp_path / 'config.py'), tmp_path / 'c.pth')
    port = free_port()
    script.main([
        str(tmp_path / 'config.py'),
        str(tmp_path / 'c.pth'), '--videos',
        str(tmp_path / 'videos'), '--port',
        str(port), '--device', 'cpu'
    ], prevent_thread_lock=True, quiet=True)
    loose = LooseBox(STNInferencer(
        str(tmp_path / 'config.py'), str(tmp_path / 'c.pth'), device='cpu'))
    video = loose.open(str(tmp_path / 'videos/a.mp4'))

    def expected(*box):
        return loose.scores(loose(video, box))

    page = browser.new_page(viewport=dict(width=1200, height=1500))
    page.set_default_timeout(60_000)
    page.goto(f'http://127.0.0.1:{port}')
    page.locator('#picked input').click()
    page.get_by_role('option', name='a.mp4').click()
    wait_for_scores(page, expected(*loose.first_box(video)))

    frame = page.locator('#frame img')
    # 96 x 72 pixels on the page: corners (12, 9) and (36, 54)
    for x, y in ((12, 9), (36, 54)):
        size = frame.bounding_box()
        frame.click(position=dict(
            x=size['width'] * x / 96, y=size['height'] * y / 72))
        page.wait_for_timeout(1500)
    box = [
        float(page.locator(f'#{edge} input[type=number]').input_value())
        for edge in script.EDGES
    ]
    assert box == pytest.approx([12, 9, 36, 54], abs=1)
    wait_for_scores(page, expected(*box))

    right = page.locator('#right input[type=number]')
    right.fill('90')
    right.press('Enter')
    box[2] = 90
    wait_for_scores(page, expected(*box))
    assert page.locator('#views img').is_visible()
    page.screenshot(path=str(tmp_path / 'page.png'))
    browser.close()
