"""Plot of what a clip's views do over time."""

from typing import Dict, Sequence

import numpy as np


def theta_plot(
    numbers: Dict[str, np.ndarray],
    frame_inds: Sequence[int],
    size=(640, 160),
) -> np.ndarray:
    """Draw a line over the frames for each number, such as zoom and shift.

    Numbers of many points, those of a thin-plate spline, are drawn thin and
    in one colour.

    Args:
        numbers (dict): Name to (F,) values, or (F, M) of M points, see
            :meth:`View.numbers`.
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
    for k, (name, values) in enumerate(numbers.items()):
        lines = axes.plot(
            frames,
            values[order],
            color=f'C{k % 10}',
            linewidth=1.2 if values.ndim == 1 else 0.8,
            marker='.',
        )
        lines[0].set_label(name)
    axes.set_xlabel('frame', fontsize=8)
    axes.set_ylabel('view', fontsize=8)
    axes.tick_params(labelsize=7)
    axes.grid(alpha=0.3)
    axes.legend(
        fontsize=7,
        loc='center left',
        bbox_to_anchor=(1, 0.5),
        frameon=False,
        ncols=1 + len(numbers) // 9,
    )
    canvas.draw()
    return np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[..., :3])
