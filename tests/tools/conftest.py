"""Headless Chromium for tests of pages."""

import shutil

import pytest

FLAGS = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
]


@pytest.fixture
def browser():
    """A browser of Playwright; without it, or Chromium, the test is left."""
    playwright = pytest.importorskip(
        'playwright.sync_api',
        reason='needs playwright: pip install playwright',
    )
    chromium = shutil.which('chromium') or shutil.which('google-chrome')
    if chromium is None:
        pytest.skip('needs Chromium: apt-get install chromium')
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()
