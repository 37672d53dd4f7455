"""The clock, and a benchmark that adds up."""

import importlib
import re
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from stn_action.apis.stage_times import STAGES, StageClock

SCRIPT = Path(__file__).parents[2] / (
    'tools/analysis_tools/benchmark_inference.py'
)


def test_nested_stages_are_counted_once():
    clock = StageClock(torch.device('cpu'))

    class Stn:
        def localise(self):
            time.sleep(0.02)

        def warp(self):
            time.sleep(0.01)

    class Preprocessor(torch.nn.Module):
        def forward(self):
            time.sleep(0.04)

    model = SimpleNamespace(stn=Stn(), data_preprocessor=Preprocessor())
    start = time.perf_counter()
    with clock.watch_model(model), clock.measure('backbone'):
        time.sleep(0.03)
        model.data_preprocessor()
        model.stn.localise()
        model.stn.warp()
    spent = time.perf_counter() - start
    for stage, least in dict(
        normalise=0.04, localise=0.02, sample=0.01, backbone=0.03
    ).items():
        assert clock.seconds[stage] >= least
    assert sum(clock.seconds.values()) == pytest.approx(spent, abs=0.005)
    model.data_preprocessor()  # as before
    assert clock.seconds['normalise'] < spent
    assert not {'localise', 'warp'} & set(vars(model.stn))


def test_table():
    script = importlib.import_module(
        'tools.analysis_tools.benchmark_inference'
    )
    one = dict(zip(STAGES, (1.0, 5.0, 0.5, 0.2, 0.2, 0.1, 3.0)))
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
    assert cells[7][2] == '1.0' and cells[8][2] == '2.0'
    shares = [float(c[3][:-1]) for c in cells[:7]]
    assert np.sum(shares) == pytest.approx(100)
    assert re.match(r'\*\*all, boxes given\*\*', cells[8][0])
