"""Pages of pictures: rows of clips, columns of what is shown of each."""

from typing import Dict, List, Optional, Sequence

import numpy as np

from .drawing import Colour, draw_text, legend, resize_to_height

_PAPER = (20, 20, 20)


def contact_sheet(
    rows: Sequence[Sequence[np.ndarray]],
    titles: Sequence[str] = (),
    captions: Sequence[str] = (),
    cell_height: int = 168,
    gap: int = 6,
    key: Optional[Dict[str, Colour]] = None,
    text_height: int = 10,
) -> np.ndarray:
    """Lay out images of any size as a table.

    Args:
        rows (list[list[ndarray]]): (H, W, 3) uint8 RGB images, as many in
            every row; each is scaled to ``cell_height``.
        titles (list[str]): Titles of the columns.
        captions (list[str]): Captions of the rows, written above them.
        cell_height (int): Pixels.
        gap (int): Between cells, pixels.
        key (dict[str, tuple], optional): Text to RGB, explained on top.
        text_height (int): Of a capital letter, pixels.

    Returns:
        ndarray: (H, W, 3) uint8 RGB.

    Raises:
        ValueError: No rows, rows of different length, or titles or captions
            in another number than columns or rows.
    """
    _check(rows, titles, captions)
    cells = [[resize_to_height(c, cell_height) for c in row] for row in rows]
    widths = [max(c.shape[1] for c in column) for column in zip(*cells)]
    total = sum(widths) + gap * (len(widths) + 1)
    strips = [legend(key, total, text_height + 1)] if key else []
    if titles:
        strips.append(_titles(titles, widths, total, gap, text_height))
    for k, row in enumerate(cells):
        if captions:
            strip = _strip(2 * text_height, total)
            where = gap, text_height // 2
            strips.append(
                draw_text(strip, captions[k], where, height=text_height)
            )
        strips.append(_row(row, widths, total, gap))
    return np.concatenate(strips)


def _check(rows, titles, captions) -> None:
    lengths = {len(row) for row in rows}
    if len(lengths) != 1 or lengths == {0}:
        raise ValueError(
            'a contact sheet needs rows of one length, got '
            f'{[len(row) for row in rows]}'
        )
    if titles and len(titles) != lengths.pop():
        raise ValueError(f'{len(titles)} titles for {len(rows[0])} columns')
    if captions and len(captions) != len(rows):
        raise ValueError(f'{len(captions)} captions for {len(rows)} rows')


def _strip(height: int, width: int) -> np.ndarray:
    return np.full((height, width, 3), _PAPER, np.uint8)


def _row(cells: List[np.ndarray], widths, total: int, gap: int) -> np.ndarray:
    strip = _strip(cells[0].shape[0] + gap, total)
    x = gap
    for cell, width in zip(cells, widths):
        left = x + (width - cell.shape[1]) // 2
        strip[: cell.shape[0], left : left + cell.shape[1]] = cell
        x += width + gap
    return strip


def _titles(titles, widths, total: int, gap: int, height: int) -> np.ndarray:
    strip, x = _strip(2 * height + 2, total), gap
    for title, width in zip(titles, widths):
        strip = draw_text(
            strip, title, (x + 2, height // 2 + 1), height=height
        )
        x += width + gap
    return strip
