"""The clock, and a benchmark that adds up."""

import importlib
import re
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from stn_action.apis.stage_times import STAGES, StageClock

SCRIPT = Path(__file__).parents[2] / (
    'tools/analysis_tools/benchmark_inference.py'
)


def test_nested_stages_are_counted_once():
    clock = StageClock(torch.device('cpu'))

    class Model:
        class stn:
            localise = staticmethod(lambda: time.sleep(0.02))
            warp = staticmethod(lambda: time.sleep(0.01))

    start = time.perf_counter()
    with clock.watch_stn(Model), clock.measure('backbone'):
        time.sleep(0.03)
        Model.stn.localise()
        Model.stn.warp()
    spent = time.perf_counter() - start
    assert clock.seconds['STN'] >= 0.03 and clock.seconds['backbone'] >= 0.03
    assert sum(clock.seconds.values()) == pytest.approx(spent, abs=0.005)


def test_table():
    script = importlib.import_module(
        'tools.analysis_tools.benchmark_inference'
    )
    one = dict(zip(STAGES, (1.0, 5.0, 0.5, 0.5, 3.0)))
    rows = script.table([one, one], clips=10).splitlines()[2:]
    cells = [[c.strip() for c in row.split('|')[1:-1]] for row in rows]
    assert cells[0] == [
        'decode',
        '100.00 [100.00, 100.00]',
        '10.0',
        '10.0%',
        '20.0%',
    ]
    assert cells[1] == [
        'detect',
        '500.00 [500.00, 500.00]',
        '2.0',
        '50.0%',
        '',
    ]
    assert cells[5][2] == '1.0' and cells[6][2] == '2.0'
    shares = [float(c[3][:-1]) for c in cells[:5]]
    assert np.sum(shares) == pytest.approx(100)
    assert re.match(r'\*\*all, boxes given\*\*', cells[6][0])
