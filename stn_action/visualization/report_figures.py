"""Diagrams of the report as inline SVG, and pictures as data URIs."""

import base64
import io
import re
from typing import Dict, Sequence

import cv2
import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

_STYLE = {
    'svg.fonttype': 'none',  # text stays text
    'text.parse_math': False,  # a $ in the name of a class is a $
    'font.family': 'sans-serif',
    'font.size': 9,
    'axes.spines.top': False,
    'axes.spines.right': False,
}

#: As in ``page_style.css``.
_PLAIN, _VIEW = '#ff8c00', '#1b9ad6'


def svg(figure: Figure) -> str:
    """The figure as an ``<svg>`` element that refers to no other file."""
    buffer = io.StringIO()
    with rc_context(_STYLE):
        FigureCanvasSVG(figure).print_svg(buffer)
    text = buffer.getvalue()
    text = re.sub(r'<metadata>.*?</metadata>', '', text, flags=re.S)
    return text[text.index('<svg') :]


def data_uri(image: np.ndarray) -> str:
    """(H, W, 3) uint8 RGB as a JPEG in a ``data:`` URI."""
    _, encoded = cv2.imencode(
        '.jpg', image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88]
    )
    return 'data:image/jpeg;base64,' + base64.b64encode(encoded).decode()


def curves_figure(title: str, curves: Dict[str, tuple]) -> str:
    """SVG of lines over the steps of a training.

    The axis is logarithmic where all values are positive and the largest is
    more than 30 times the smallest.

    Args:
        title (str): Heading of the diagram.
        curves (dict[str, tuple]): Name of a line to its steps and values.
    """
    with rc_context(_STYLE):
        figure = Figure(figsize=(4.2, 2.8), layout='constrained')
        axes = figure.subplots()
        for name, (steps, values) in curves.items():
            axes.plot(
                steps,
                values,
                label=name,
                linewidth=1.4,
                marker='.' if len(steps) < 30 else None,
            )
        values = np.concatenate([v for _, v in curves.values()])
        values = values[np.isfinite(values)]
        if (
            len(values)
            and values.min() > 0
            and (values.max() > 30 * values.min())
        ):
            axes.set_yscale('log')
        axes.set_title(title, loc='left', fontsize=10)
        axes.set_xlabel('step')
        axes.grid(alpha=0.25)
        axes.legend(fontsize=8, frameon=False)
    return svg(figure)


def confusion_figure(counts: np.ndarray, classes: Sequence[str]) -> str:
    """SVG of a confusion matrix: colours are shares of a true class.

    Classes of which there is no clip, and which none is taken for, are left
    out.

    Args:
        counts (ndarray): (classes, classes) clips, true classes down.
        classes (Sequence[str]): Names of the classes.
    """
    seen = np.flatnonzero(counts.any(0) | counts.any(1))
    counts, classes = counts[np.ix_(seen, seen)], [classes[k] for k in seen]
    num = len(classes)
    side = min(11, 2.2 + 0.42 * num)
    with rc_context(_STYLE):
        figure = Figure(figsize=(side, side), layout='constrained')
        axes = figure.subplots()
        shares = counts / counts.sum(1, keepdims=True).clip(1)
        axes.imshow(shares, cmap='Blues', vmin=0, vmax=1)
        for i, j in zip(*np.nonzero(counts)):
            axes.text(
                j,
                i,
                counts[i, j],
                ha='center',
                va='center',
                fontsize=7,
                color='white' if shares[i, j] > 0.6 else 'black',
            )
        axes.set_xticks(range(num), classes, rotation=90, fontsize=8)
        axes.set_yticks(range(num), classes, fontsize=8)
        axes.set_xlabel('recognised as')
        axes.set_ylabel('true class')
    return svg(figure)


def quality_figure(bins) -> str:
    """SVG of accuracy and view IoU over the IoU of the box.

    Args:
        bins (Sequence[QualityBin]): At least one.
    """
    middles = [(b.low + b.high) / 2 for b in bins]
    with rc_context(_STYLE):
        figure = Figure(figsize=(4.2, 3.6), layout='constrained')
        axes = figure.subplots()
        name = 'top-1, 95 % interval'
        if bins[0].plain_accuracy is not None:
            name = 'top-1 with STN, 95 % interval'
            axes.plot(
                middles,
                [b.plain_accuracy for b in bins],
                marker='o',
                color=_PLAIN,
                label='top-1 without STN',
            )
        if bins[0].accuracy is not None:
            accuracy = np.array([b.accuracy for b in bins])
            bounds = np.array([b.interval for b in bins]).T
            axes.errorbar(
                middles,
                accuracy,
                np.abs(bounds - accuracy),
                marker='o',
                capsize=3,
                color=_VIEW,
                label=name,
            )
        views = [
            (m, b.view_iou)
            for m, b in zip(middles, bins)
            if b.view_iou is not None
        ]
        if views:
            axes.plot(
                *zip(*views),
                marker='s',
                color='C2',
                linestyle='--',
                label='IoU of the view with the true box',
            )
            axes.plot(
                [0, 1],
                [0, 1],
                color='grey',
                linewidth=0.8,
                linestyle=':',
                label='IoU of the box itself',
            )
        axes.set(
            xlim=(0, 1),
            ylim=(0, 1),
            xlabel='IoU of the detector box with the true box',
        )
        axes.grid(alpha=0.25)
        figure.legend(fontsize=8, frameon=False, loc='outside upper left')
    return svg(figure)
