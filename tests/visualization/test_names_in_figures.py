"""Names that Matplotlib would take for mathematics."""

import numpy as np
import pytest

from stn_action.evaluation.robustness import ClipRecord
from stn_action.evaluation.robustness_plot import robustness_plot
from stn_action.visualization.report_figures import (
    confusion_figure,
    curves_figure,
)

NAME = '$\\frac{$'


def test_confusion_and_curves():
    text = confusion_figure(np.eye(2), [NAME, 'walk'])
    assert NAME in text and 'walk' in text
    text = curves_figure(NAME, {NAME: (np.arange(3), np.ones(3))})
    assert text.count(NAME) >= 2


def test_classes_that_no_clip_has_are_left_out():
    text = confusion_figure(np.diag([1, 0, 2]), ['walk', 'wave', 'run'])
    assert 'walk' in text and 'run' in text and 'wave' not in text


@pytest.mark.parametrize('name', [NAME, '$x$'])
def test_robustness_plot(tmp_path, name):
    records = [
        ClipRecord(model, 'run', 1.0, 0, f'{k}', 0, k % 2, 0.4, 0.6)
        for model in (name, 'b')
        for k in range(4)
    ]
    robustness_plot(records, str(tmp_path / 'a.png'))
    assert (tmp_path / 'a.png').stat().st_size > 1000
