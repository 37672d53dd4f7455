"""Curves of accuracy and view IoU against the IoU of the boxes."""

from typing import Dict, Sequence

import numpy as np

from .robustness import ClipRecord
from .robustness_table import NO_NOISE, family, interval_of, select


def robustness_plot(records: Sequence[ClipRecord], path: str) -> None:
    """Draw a row of two plots for each family of noise.

    Args:
        records (Sequence[ClipRecord]): Records of any models and trainings.
        path (str): PNG to write.
    """
    import matplotlib

    matplotlib.use('Agg')
    import matplotlib.pyplot as plt

    families = [
        n for n in dict.fromkeys(map(family, records)) if n != NO_NOISE
    ]
    families = families or [NO_NOISE]
    figure, rows = plt.subplots(
        len(families), 2, figsize=(11, 4.2 * len(families)), squeeze=False
    )
    names = dict.fromkeys(r.model for r in records)  # the same colour in all
    colours = {name: f'C{i}' for i, name in enumerate(names)}
    for noise, axes in zip(families, rows):
        here = [r for r in records if family(r) in (noise, NO_NOISE)]
        _draw_models(axes, here, colours)
        for axis, label in zip(
            axes, ('top-1 accuracy', 'IoU of view and target')
        ):
            axis.set_title(f'noise: {noise}')
            axis.set_xlabel('IoU of box and target (noise grows to the left)')
            axis.set_ylabel(label)
            axis.grid(alpha=0.3)
        axes[0].legend()
    for text in figure.findobj(matplotlib.text.Text):
        text.set_parse_math(False)  # a $ in a name is a $
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)


def _draw_models(
    axes, records: Sequence[ClipRecord], colours: Dict[str, str]
) -> None:
    for name, colour in colours.items():
        mine = select(records, model=name)
        if not mine:
            continue
        levels = sorted({r.level for r in mine}, reverse=True)
        at_level = [select(mine, level=level) for level in levels]
        boxes = [np.mean([r.box_iou for r in here]) for here in at_level]
        for axis, value in zip(axes, ('correct', 'view_iou')):
            mean, low, high = np.array(
                [interval_of(here, value) for here in at_level]
            ).T
            axis.plot(boxes, mean, marker='o', label=name, color=colour)
            axis.fill_between(boxes, low, high, alpha=0.15, color=colour)
