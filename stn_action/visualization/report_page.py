"""The page of a run: one HTML file that refers to nothing outside of it."""

from html import escape
from typing import Dict, List, Sequence, Tuple

# Blocks whatever would reach the net, should it ever get into the page.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_CSS = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 0 24px
  60px; max-width: 1180px; color: #1c2430; background: #fff }
h1 { font-size: 24px; margin: 28px 0 4px } h2 { font-size: 19px; margin: 36px
  0 8px; border-bottom: 1px solid #dde3ea; padding-bottom: 4px }
.path { color: #5b6675; font-size: 13px; overflow-wrap: anywhere }
.tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 18px 0 }
.tile { border: 1px solid #dde3ea; border-radius: 8px; padding: 10px 18px }
.tile b { display: block; font-size: 22px } .tile span { color: #5b6675;
  font-size: 13px }
.grid { display: flex; flex-wrap: wrap; gap: 10px } svg { max-width: 100%;
  height: auto }
table { border-collapse: collapse; font-size: 13px } td, th { padding: 3px
  12px; border-bottom: 1px solid #e6ebf0; text-align: right }
td:first-child, th:first-child { text-align: left }
figure { margin: 0 0 22px } figcaption { font-size: 14px; margin-bottom: 4px }
.clip img { max-width: 100%; display: block; border-radius: 4px }
.wrong b { color: #b3261e } .right b { color: #1a7f37 }
pre { overflow-x: auto; background: #f5f7f9; padding: 12px; font-size: 12px }
"""


def page(
    title: str,
    subtitle: Sequence[str],
    tiles: Sequence[Tuple[str, str]],
    sections: Dict[str, str],
) -> str:
    """The whole page.

    Args:
        title (str): Heading.
        subtitle (Sequence[str]): Lines below it.
        tiles (Sequence[tuple]): (figure, what it is).
        sections (dict): Heading to HTML.
    """
    lines = ''.join(f'<div class="path">{escape(s)}</div>' for s in subtitle)
    boxes = ''.join(
        f'<div class="tile"><b>{escape(value)}</b>'
        f'<span>{escape(name)}</span></div>'
        for value, name in tiles
    )
    body = ''.join(
        f'<h2>{escape(name)}</h2>{html}' for name, html in sections.items()
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f'<title>{escape(title)}</title><style>{_CSS}</style></head>'
        f'<body><h1>{escape(title)}</h1>{lines}'
        f'<div class="tiles">{boxes}</div>{body}</body></html>\n'
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells, tag):
        cells = ''.join(f'<{tag}>{escape(c)}</{tag}>' for c in cells)
        return f'<tr>{cells}</tr>'

    return (
        '<table>'
        + line(head, 'th')
        + ''.join(line(row, 'td') for row in rows)
        + '</table>'
    )


def paragraph(text: str) -> str:
    return f'<p>{escape(text)}</p>'


def grid(figures: List[str]) -> str:
    return '<div class="grid">' + ''.join(figures) + '</div>'


def clip_figure(caption: str, correct: bool, uri: str) -> str:
    """A picture of a clip; the first word of the caption tells the verdict."""
    verdict = 'right' if correct else 'wrong'
    return (
        f'<figure class="clip {verdict}"><figcaption><b>{verdict}</b> '
        f'{escape(caption)}</figcaption>'
        f'<img alt="{escape(caption)}" src="{uri}"></figure>'
    )


def folded(title: str, text: str) -> str:
    return (
        f'<details><summary>{escape(title)}</summary>'
        f'<pre>{escape(text)}</pre></details>'
    )
