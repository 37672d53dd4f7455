"""The shipped configs compute what they computed before views travelled."""

import json
from pathlib import Path

import pytest
import torch

from tests.models.golden.scores import CASES, build, compute, names

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads((Path(__file__).parent / 'golden/golden.json').read_text())


@pytest.fixture(scope='module', params=list(CASES))
def before_and_now(request):
    case = CASES[request.param]
    model = build(str(ROOT / 'configs' / case.config), case)
    return GOLDEN[request.param], model, case


def test_old_checkpoints_load(before_and_now):
    before, model, _ = before_and_now
    assert names(model) == before['names']


def test_scores_views_and_losses_are_those_of_before(before_and_now):
    before, model, case = before_and_now
    now = compute(model, case)
    assert before['values'].keys() <= now.keys()
    for name, value in before['values'].items():
        torch.testing.assert_close(
            torch.tensor(now[name]),
            torch.tensor(value),
            rtol=1e-5,
            atol=1e-3 if name == 'view_boxes' else 1e-5,  # pixels
            msg=lambda text, name=name: f'{name}: {text}',
        )
