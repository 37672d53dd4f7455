"""Plot of theta over time."""

from typing import Sequence

import numpy as np


def theta_plot(
    theta: np.ndarray, frame_inds: Sequence[int], size=(640, 160)
) -> np.ndarray:
    """Draw what theta does over the frames: zoom, shift x, shift y.

    A view that turns or shears has scales and shears in place of the zoom.
    The theta of a thin-plate spline are G * G control points: drawn
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
    axes.set_ylabel('view', fontsize=8)
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
        of = f' of {k}' if views.shape[1] > 1 else ''
        for name, values in _named_numbers(views[:, k]):
            yield name + of, values, dict(linewidth=1.2)


def _named_numbers(theta: np.ndarray):
    """Name and (F,) values of what a matrix does to the crop.

    The zoom is how much larger the crop appears, one over theta's scale; the
    rest are numbers of theta in place (shift 1 is half the crop).
    """
    scale_x, scale_y = theta[:, 0, 0], theta[:, 1, 1]
    straight = not (theta[:, 0, 1].any() or theta[:, 1, 0].any())
    if straight and scale_x.all() and scale_y.all():
        if np.array_equal(scale_x, scale_y):
            yield 'zoom', 1 / scale_x
        else:
            yield 'zoom x', 1 / scale_x
            yield 'zoom y', 1 / scale_y
    else:
        yield from (('scale x', scale_x), ('scale y', scale_y))
        yield from (('shear x', theta[:, 0, 1]), ('shear y', theta[:, 1, 0]))
    yield from (('shift x', theta[:, 0, 2]), ('shift y', theta[:, 1, 2]))
    if theta.shape[1] == 3 and theta[:, 2, :2].any():
        yield 'perspective x', theta[:, 2, 0]
        yield 'perspective y', theta[:, 2, 1]
