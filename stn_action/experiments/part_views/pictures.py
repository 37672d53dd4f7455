"""One page: which parts are looked at, for each class."""

from typing import Optional, Sequence

import cv2
import numpy as np
from torch import Tensor

from ...visualization.contact_sheet import contact_sheet
from ...visualization.drawing import draw_box, draw_text
from .choice import gains
from .lattice import PART, WHOLE, cut, squares_of
from .methods import PARTS

#: Person's square, the two parts that were selected, those of a network.
KEY = {
    'person': (255, 255, 255),
    'selected for all clips': (255, 140, 0),
    'placed on this clip by network (c)': (70, 200, 255),
}
_HEIGHT = 112


def first_clips(entries: Sequence[dict], classes: int) -> list:
    """Of each class the number of the first clip by name."""
    order = sorted(range(len(entries)), key=lambda i: entries[i]['filename'])
    first = {}
    for i in order:
        first.setdefault(entries[i]['label'], i)
    return [first[label] for label in range(classes)]


def heat_map(gain: np.ndarray, limit: float) -> np.ndarray:
    """Mean gain at 5 x 5 places as a picture: blue is loss, red is gain.

    Args:
        gain (ndarray): (25,) nats, row by row.
        limit (float): What is drawn in full colour.
    """
    side = round(len(gain) ** 0.5)
    grey = np.clip(gain / limit, -1, 1).reshape(side, side) * 127.5 + 127.5
    colours = cv2.applyColorMap(grey.astype(np.uint8), cv2.COLORMAP_JET)
    size = (_HEIGHT, _HEIGHT)
    return cv2.resize(
        colours[..., ::-1], size, interpolation=cv2.INTER_NEAREST
    )


def class_cells(
    study, clip: int, name: str, parts, gain: np.ndarray, placed
) -> list:
    """Frame with boxes, whole, upper and lower part, and the heat map."""
    frames, squares, _ = study.boxes('true')
    middle = frames.shape[1] // 2
    number, square = frames[clip, middle], squares[clip, middle]
    picture = np.array(study.clips.frames(clip)[number])
    shown = [(KEY['person'], [WHOLE]), (list(KEY.values())[1], parts)]
    if placed is not None:
        own = [(*place.tolist(), PART) for place in placed]
        shown.append((list(KEY.values())[2], own))
    for colour, views in shown:
        for box in squares_of(square, np.array(views)):
            picture = draw_box(picture, box, colour)
    picture = draw_text(picture, name, (6, 8), height=16)
    views = np.array([WHOLE, *parts])
    where = squares_of(square[None, None], views)
    pictures = cut(study.clips, clip, np.array([number]), where, _HEIGHT)[0]
    return [picture, *pictures, heat_map(gain, 0.25)]


def part_sheet(
    study,
    scores: Tensor,
    parts: Sequence,
    places: Optional[Tensor] = None,
    across: int = 3,
) -> np.ndarray:
    """The page, ``across`` classes in a row.

    Args:
        study (Study): Where clips and boxes are.
        scores (Tensor): (S, G, n, L) of clips that the heads have not seen.
        parts (Sequence): For each fold its two parts (tx, ty, scale).
        places (Tensor, optional): (n, 2, 2) of a localisation network.

    Returns:
        ndarray: (H, W, 3) uint8 RGB.
    """
    gain = gains(scores.mean(0), study.labels, [0], PARTS).numpy()
    names = study.clips.metainfo['classes']
    cells = []
    for label, clip in enumerate(
        first_clips(study.clips.entries, study.classes)
    ):
        fold = next(k for k, held in enumerate(study.members) if clip in held)
        above = sorted(parts[fold], key=lambda part: part[1])
        mean = gain[study.labels.numpy() == label].mean(0)
        own = None if places is None else places[clip]
        cells.append(class_cells(study, clip, names[label], above, mean, own))
    blank = [np.zeros_like(cell) for cell in cells[0]]
    cells += [blank] * (-len(cells) % across)
    rows = [
        sum(cells[i : i + across], []) for i in range(0, len(cells), across)
    ]
    titles = ['', 'whole', 'part 1', 'part 2', 'gain by place'] * across
    return contact_sheet(
        rows, titles, cell_height=_HEIGHT, gap=4, key=KEY, text_height=9
    )
