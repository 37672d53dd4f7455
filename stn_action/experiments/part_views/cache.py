"""Features of a frozen image network at all candidate views, computed once."""

from typing import Callable, Dict, Optional, Sequence

import numpy as np
import torch
from torch import Tensor

from ..front_end.clips import Clips
from .lattice import cut, lattice, squares_of

#: Side in pixels of the view and of the parts.
SIZE = 112
#: Sides at which the plain network costs as much as with 1, 2, 3 and 5 parts.
LARGER = (160, 192, 224, 272)
#: Sides of which the whole feature map is kept, for what is read off it.
MAPS = (112, 192)
THUMBNAIL = 64


@torch.no_grad()
def lattice_features(
    backbone: Callable[[Tensor], Tensor],
    clips: Clips,
    frames: np.ndarray,
    squares: np.ndarray,
    flip: Optional[np.ndarray] = None,
    sizes: Sequence[int] = LARGER,
) -> Dict[str, Tensor]:
    """What a frozen network says of every candidate view of every frame.

    Args:
        backbone (Callable): (B, 3, H, W) in [-1, 1] to (B, C, h, w).
        clips (Clips): All n clips.
        frames (ndarray): (n, T) numbers of frames.
        squares (ndarray): (n, T, 4) the persons' squares.
        flip (ndarray, optional): (n,) bool, clips that are mirrored.
        sizes (Sequence[int]): Larger pictures of the whole square.

    Returns:
        dict[str, Tensor]: ``views`` (n, T, V, C) of the lattice at 112 px,
        ``whole_SIZE`` (n, T, C), ``map_SIZE`` (n, T, C, h, w), all half
        precision, and ``thumbnails`` (n, T, 64, 64, 3) uint8.
    """
    views = lattice()
    mirrored = np.zeros(len(clips), bool) if flip is None else flip
    rows = []
    for i in range(len(clips)):
        where = squares_of(squares[i][:, None], views, mirrored[i])

        def pictures(size, squares=where[:, :1], i=i):
            shown = cut(clips, i, frames[i], squares, size, mirrored[i])
            return shown, _maps(backbone, shown)

        _, maps = pictures(SIZE, where)
        row = {
            'views': maps.mean((3, 4)),
            f'map_{SIZE}': maps[:, 0],
            'thumbnails': torch.from_numpy(
                cut(
                    clips,
                    i,
                    frames[i],
                    where[:, :1],
                    THUMBNAIL,
                    mirrored[i],
                )[:, 0].copy()
            ),
        }
        for size in sizes:
            maps = pictures(size)[1][:, 0]
            row[f'whole_{size}'] = maps.mean((2, 3))
            if size in MAPS:
                row[f'map_{size}'] = maps
        rows.append(
            {
                k: v.half() if v.is_floating_point() else v
                for k, v in row.items()
            }
        )
        if (i + 1) % 60 == 0:
            print(f'{i + 1} of {len(clips)} clips', flush=True)
    return {key: torch.stack([row[key] for row in rows]) for key in rows[0]}


def _maps(backbone, pictures: np.ndarray) -> Tensor:
    """(T, V, size, size, 3) uint8 to (T, V, C, h, w)."""
    x = torch.from_numpy(np.ascontiguousarray(pictures)).flatten(0, 1)
    x = (x.permute(0, 3, 1, 2).float() / 127.5 - 1).contiguous(
        memory_format=torch.channels_last
    )
    return backbone(x).float().unflatten(0, pictures.shape[:2])
