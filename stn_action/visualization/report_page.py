"""The HTML of the report and of the web demo, from Jinja templates."""

from importlib.resources import files
from typing import Sequence, Tuple

from jinja2 import Environment, PackageLoader, StrictUndefined

#: What bars and tiles show, with its colour's name in ``page_style.css``.
KINDS = (('plain', 'without STN'), ('view', 'with STN'))

Bars = Sequence[Tuple[str, Sequence[Tuple[str, float, str]]]]


def page_style() -> str:
    """The style sheet of both pages; it is for elements in ``.stn``."""
    sheet = files('stn_action.visualization') / 'page_style.css'
    return sheet.read_text(encoding='utf-8')


def tile(value: str, name: str, kind: str = '') -> dict:
    """One figure of a page. ``kind`` is ``'plain'``, ``'view'`` or none."""
    return dict(value=value, name=name, kind=kind)


def tiles_html(tiles: Sequence[dict]) -> str:
    """Tiles in a row, for a page that has :func:`page_style`."""
    return _parts().tiles(tiles)


def bars_html(rows: Bars, kinds: Sequence[Tuple[str, str]] = KINDS) -> str:
    """Bars with their key, for a page that has :func:`page_style`.

    Args:
        rows: Name of a row and its bars, each ``(kind, share, text)`` with a
            share of 0 to 1.
        kinds: Kinds and what they stand for.
    """
    return _parts().key(kinds) + _parts().bars(rows)


def report_page(**content) -> str:
    """Fill in the report; text is escaped, diagrams (SVG) are not.

    Args:
        title (str): Heading.
        subtitle (Sequence[str]): Lines below it.
        tiles (Sequence[dict]): Figures, see :func:`tile`.
        notes (Sequence[str]): What the figures mean.
        quality (dict): ``head`` (Sequence[str]), ``rows`` (Sequence of
            Sequence[str]) and ``svg`` of accuracy against the IoU of the box.
            Without rows the page says that no true box is known.
        by_class (Bars): Empty leaves that part out.
        kinds (Sequence): Of the bars of ``by_class``.
        confusion (str): SVG diagram; ``''`` leaves that part out.
        clips (dict[str, list[dict]]): Heading to clips, each with
            ``verdict`` (``'right'``, ``'wrong'`` or ``''``), ``caption``,
            ``panels`` (dicts of ``name``, ``kind`` and ``uri``) and the
            ``uri`` of the picture over time.
        curves (Sequence[str]): SVG diagrams of the training.
        config (str): Text of the config.

    Returns:
        str: One HTML file that refers to nothing outside of it.

    Raises:
        jinja2.UndefinedError: One of these is missing.
    """
    template = _environment().get_template('report.html.jinja')
    return template.render(
        content, style=page_style(), contents=_contents(content)
    )


def _contents(content: dict) -> list:
    """Anchor and name of each part, in the order of the page."""
    parts = [('result', 'Result'), ('boxes', 'Quality of the boxes')]
    if content.get('by_class'):
        parts.append(('classes', 'Top-1 by class'))
    if content.get('confusion'):
        parts.append(('confusion', 'Confusion'))
    for k, heading in enumerate(content.get('clips', {}), 1):
        parts.append((f'clips{k}', heading))
    return [*parts, ('curves', 'Curves'), ('config', 'Config')]


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader('stn_action', 'visualization'),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _parts():
    return _environment().get_template('parts.html.jinja').module
