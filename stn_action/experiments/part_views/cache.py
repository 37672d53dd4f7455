"""Features of a frozen image network at all candidate views, computed once."""

from typing import Callable, Dict, List, Optional, Sequence

import numpy as np
import torch
from torch import Tensor

from ..front_end.clips import Clips
from .lattice import WHOLE, cut, lattice, squares_of

#: Side in pixels of the view and of the parts.
SIZE = 112
#: Sides at which the plain network costs as much as with parts.
LARGER = (160, 192, 208, 224, 256)
#: Million multiplications of EfficientNet-Lite0 on a picture of each side.
MULTIPLICATIONS = {
    112: 105.6,
    160: 195.9,
    192: 282.1,
    208: 348.4,
    224: 383.9,
    256: 501.4,
}
THUMBNAIL = 64

Backbone = Callable[[Tensor], Tensor]


@torch.no_grad()
def view_features(
    backbone: Backbone,
    clips: Clips,
    frames: np.ndarray,
    squares: np.ndarray,
    flip: Optional[np.ndarray] = None,
    views: Optional[np.ndarray] = None,
    sizes: Sequence[int] = LARGER,
    which: Optional[Sequence[int]] = None,
    progress: Callable = lambda text: None,
) -> Dict[str, Tensor]:
    """What a frozen network says of many views of every frame.

    Args:
        backbone (Callable): (B, 3, H, W) in [-1, 1] to (B, C, h, w).
        clips (Clips): All n clips.
        frames (ndarray): (n, T) numbers of frames.
        squares (ndarray): (n, T, 4) the persons' squares.
        flip (ndarray, optional): (n,) bool, clips that are mirrored.
        views (ndarray, optional): (V, 3) in place of the lattice, or
            (n, V, 3), each clip's own.
        sizes (Sequence[int]): Larger pictures of the whole square.
        which (Sequence[int], optional): The n clips, where not all.
        progress (Callable): Told after every sixtieth clip.

    Returns:
        dict[str, Tensor]: ``views`` (n, T, V, C) at 112 px and ``whole_SIZE``
        (n, T, C), both half precision, and ``thumbnails`` (n, T, 64, 64, 3)
        uint8.
    """
    views = lattice() if views is None else views
    views = np.broadcast_to(views, (len(clips), *views.shape[-2:]))
    mirrored = np.zeros(len(clips), bool) if flip is None else flip
    rows: List[dict] = []
    for i in range(len(clips)) if which is None else which:

        def shown(which, size, i=i):
            where = squares_of(squares[i][:, None], which, mirrored[i])
            return cut(clips, i, frames[i], where, size, mirrored[i])

        whole = np.array([WHOLE])
        row = dict(
            views=_features(backbone, shown(views[i], SIZE)),
            thumbnails=torch.from_numpy(shown(whole, THUMBNAIL)[:, 0].copy()),
        )
        for size in sizes:
            found = _features(backbone, shown(whole, size))
            row[f'whole_{size}'] = found[:, 0]
        rows.append(row)
        if len(rows) % 60 == 0:
            progress(f'{len(rows)} clips')
    return {key: torch.stack([row[key] for row in rows]) for key in rows[0]}


def _features(backbone: Backbone, pictures: np.ndarray) -> Tensor:
    """(T, V, size, size, 3) uint8 to (T, V, C), half precision."""
    x = torch.from_numpy(np.ascontiguousarray(pictures)).flatten(0, 1)
    x = (x.permute(0, 3, 1, 2).float() / 127.5 - 1).contiguous(
        memory_format=torch.channels_last
    )
    found = backbone(x).float().mean((2, 3)).half()
    return found.unflatten(0, pictures.shape[:2])
