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
    look = SimpleNamespace(
        _thumbnails=lambda: time.sleep(0.01), reader=lambda: time.sleep(0.04)
    )

    def localise():
        look._thumbnails()
        look.reader()
        time.sleep(0.02)

    stn = SimpleNamespace(
        looks_at=look, localise=localise, warp=lambda: time.sleep(0.05)
    )
    preprocessor = torch.nn.Identity()
    model = SimpleNamespace(stn=stn, data_preprocessor=preprocessor)
    before = dict(vars(stn)), dict(vars(look))
    start = time.perf_counter()
    with clock.watch(model), clock.measure('backbone'):
        time.sleep(0.03)
        preprocessor(torch.zeros(1))
        stn.localise()
        stn.warp()
    spent = time.perf_counter() - start
    for stage, least in dict(
        thumbnails=0.01,
        localisation=0.02,
        backbone=0.03,
        features=0.04,
        sampling=0.05,
    ).items():
        assert clock.seconds[stage] >= least, stage
    assert 0 < clock.seconds['preprocessing'] < spent
    assert sum(clock.seconds.values()) == pytest.approx(spent, abs=0.005)
    assert (vars(stn), vars(look)) == before
    assert 'forward' not in vars(preprocessor)


def test_a_model_without_an_stn_is_watched_too():
    clock = StageClock(torch.device('cpu'))
    model = SimpleNamespace(data_preprocessor=torch.nn.Identity())
    with clock.watch(model), clock.measure('backbone'):
        model.data_preprocessor(torch.zeros(1))
    assert clock.seconds['preprocessing'] > 0 == clock.seconds['sampling']


def test_table():
    script = importlib.import_module(
        'tools.analysis_tools.benchmark_inference'
    )
    one = dict(zip(STAGES, (1.0, 5.0, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1, 3.0)))
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
    assert cells[9][2] == '1.0' and cells[10][2] == '2.0'
    shares = [float(c[3][:-1]) for c in cells[:9]]
    assert np.sum(shares) == pytest.approx(100)
    assert re.match(r'\*\*all, boxes given\*\*', cells[10][0])
