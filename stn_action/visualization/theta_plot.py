"""Plot of theta over time."""

from typing import Sequence

import numpy as np


def theta_plot(
    theta: np.ndarray, frame_inds: Sequence[int], size=(640, 160)
) -> np.ndarray:
    """Draw each number of theta over the frames.

    Numbers that are 0 in all frames, and the last 1 of a 3x3 matrix, are
    left out. The theta of a thin-plate spline are G * G control points: drawn
    is the offset of each point from its mean over time, x and y in two
    colours.

    Args:
        theta (ndarray): (F, 2, 3), (F, 3, 3), (F, G * G, 2), or (F, K, ...).
        frame_inds (Sequence[int]): (F,) numbers of the frames.
        size (tuple[int, int]): (width, height) in pixels.

    Returns:
        ndarray: (height, width, 3) uint8 RGB.
    """
    # Agg without pyplot, which would keep each figure and want a backend
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(size[0] / 100, size[1] / 100), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.09, 0.22, 0.7, 0.7))
    order = np.argsort(frame_inds, kind='stable')
    frames = np.asarray(frame_inds)[order]
    for label, values, style in _series(np.asarray(theta)[order]):
        axes.plot(frames, values, label=label, marker='.', **style)
    axes.set_xlabel('frame', fontsize=8)
    axes.set_ylabel('theta', fontsize=8)
    axes.tick_params(labelsize=7)
    axes.grid(alpha=0.3)
    axes.legend(
        fontsize=7,
        loc='center left',
        bbox_to_anchor=(1, 0.5),
        frameon=False,
        ncols=1 + len(axes.get_legend_handles_labels()[0]) // 9,
    )
    canvas.draw()
    return np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[..., :3])


def _series(theta: np.ndarray):
    """(label, (F,), style) of every line."""
    if theta.shape[-1] == 2:
        flat = theta.reshape(len(theta), -1, 2)
        moves = flat - flat.mean(0)
        for axis, colour in (('x', 'C0'), ('y', 'C1')):
            for k in range(moves.shape[1]):
                label = f'points, {axis}' if k == 0 else None
                yield (
                    label,
                    moves[:, k, 'xy'.index(axis)],
                    dict(color=colour, linewidth=0.8),
                )
        return
    views = theta.reshape(len(theta), -1, *theta.shape[-2:])
    for k in range(views.shape[1]):
        for i, j in np.ndindex(views.shape[2:]):
            values = views[:, k, i, j]
            if (i, j) == (2, 2) or not values.any():
                continue
            name = f'{i + 1}{j + 1}' + (
                f' of {k}' if views.shape[1] > 1 else ''
            )
            yield name, values, dict(linewidth=1.2)
