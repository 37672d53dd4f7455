"""The documentation site: built without a warning, with links that lead."""

import importlib
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]


class _Page(HTMLParser):
    """Targets of links and pictures, and the anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.anchors |= {attrs[key] for key in ('id', 'name') if key in attrs}
        self.links += [attrs[key] for key in ('href', 'src') if key in attrs]


def dead_links(folder: Path) -> list:
    pages = {
        path: _Page(path.read_text(encoding='utf-8'))
        for path in folder.rglob('*.html')
        if '_static' not in path.parts and '_modules' not in path.parts
    }
    dead = []
    for path, page in pages.items():
        for link in set(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or link == '#':
                continue  # another host, or a button
            target = path
            if parts.path:
                target = (path.parent / unquote(parts.path)).resolve()
            anchor = unquote(parts.fragment)
            if not target.exists() or (
                anchor
                and target in pages
                and anchor not in pages[target].anchors
            ):
                dead.append(f'{path.relative_to(folder)}: {link}')
    return dead


def test_the_site_is_built_without_a_warning_and_no_link_is_dead(tmp_path):
    for module in ('sphinx', 'myst_nb', 'furo', 'sphinx_copybutton'):
        pytest.importorskip(
            module, reason="the site needs pip install -e '.[docs]'"
        )
    out = tmp_path / 'site'
    result = subprocess.run(
        [sys.executable, '-m', 'sphinx', '-q', '-W', '--keep-going']
        + ['-c', 'docs', '.', str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    assert dead_links(out) == []


def test_dead_links_are_found(tmp_path):
    (tmp_path / 'a.html').write_text(
        '<p id="here"><a href="a.html#here">x</a><a href="#gone">y</a>'
        '<img src="none.png"><a href="https://example.org">z</a></p>'
    )
    assert sorted(dead_links(tmp_path)) == [
        'a.html: #gone',
        'a.html: none.png',
    ]


def test_the_api_pages_are_those_of_the_modules():
    tool = importlib.import_module('docs.api.make_pages')
    for name, text in tool.pages().items():
        found = (ROOT / 'docs/api' / name).read_text(encoding='utf-8')
        assert found == text, f'{name}: run python docs/api/make_pages.py'


def test_every_package_has_an_api_page():
    tool = importlib.import_module('docs.api.make_pages')
    there = {
        path.stem
        for path in (ROOT / 'stn_action').iterdir()
        if path.is_dir()
        and (path / '__init__.py').is_file()
        or path.suffix == '.py'
        and path.stem != '__init__'
    }
    # the tools' own, and what only the experiments' configs import
    inner = {'cli', 'experiments', 'registration'}
    assert there - inner == set(tool.PACKAGES)


def test_commands_of_the_pages_name_tools_that_exist():
    missing = [
        f'{page.relative_to(ROOT)}: {tool}'
        for page in (ROOT / 'docs').rglob('*.md')
        if '_build' not in page.parts
        for tool in re.findall(
            r'python (tools/[\w/]+\.py)', page.read_text(encoding='utf-8')
        )
        if not (ROOT / tool).is_file()
    ]
    assert missing == []
