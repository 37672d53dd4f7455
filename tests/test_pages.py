"""Links and file names on the pages of the project point to something."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *ROOT.glob('*.md'),
    *(ROOT / 'docs').rglob('*.md'),
    *(ROOT / 'configs').rglob('*.md'),
    *(ROOT / 'tools').rglob('*.md'),
]


@pytest.fixture(params=PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def page(request):
    return request.param


def test_links(page):
    text = re.sub(r'```.*?```', '', page.read_text('utf-8'), flags=re.S)
    links = re.findall(r'\]\(([^)\s]+)\)', text)
    local = [link for link in links if '://' not in link]
    broken = [
        link
        for link in local
        if not (page.parent / link.partition('#')[0]).exists()
    ]
    assert not broken


def test_files_of_commands(page):
    """Scripts and configs by their full name; ``$C`` is a folder of them."""
    text = page.read_text('utf-8')
    folder = re.search(r'^ *C=(\S+)', text, re.M)
    folder = folder.group(1) if folder else 'configs/jhmdb'
    names = re.findall(
        r'(?<![\w./])(?:configs|tools|docs|tests)/[\w./-]+\.(?:py|md|sh)\b',
        text.replace('$C/', f'{folder}/'),
    )
    missing = {n for n in names if not (ROOT / n).exists() and 'NAME' not in n}
    assert not missing
