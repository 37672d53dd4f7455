"""The shipped configs compute what they computed before views travelled."""

import json
from pathlib import Path

import pytest
import torch

from stn_action.models import STNDataPreprocessor, TimmFrames
from stn_action.transformer.sampler import Sampler
from tests.models.golden.scores import CASES, build, compute, names

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads((Path(__file__).parent / 'golden/golden.json').read_text())

# Of the way of that time: the crop normalised, batch norms in place, grids.
# PyTorch's versions sum in different orders: 2.3e-5 in a score between 2.6 and
# 2.14.
EXACT = dict(pred_score=(1e-5, 1e-4), view_boxes=(1e-5, 1e-3))
# The weights are drawn: a backbone of 50 such layers makes a change of 1e-7 in
# its input one of 1e-4 to 1e-3 in its scores, on the way of that time too.
ROUNDED = dict(pred_score=(0, 5e-3), view_boxes=(0, 1e-2))


@pytest.fixture(params=list(CASES))
def name(request):
    return request.param


def model_of(name, **kwargs):
    case = CASES[name]
    return build(str(ROOT / 'configs' / case.config), case, **kwargs)


def compare(name, model, tolerances, of_losses):
    before, now = GOLDEN[name]['values'], compute(model, CASES[name])
    assert before.keys() <= now.keys()
    for key, value in before.items():
        rtol, atol = tolerances.get(key, of_losses)
        torch.testing.assert_close(
            torch.tensor(now[key]),
            torch.tensor(value),
            rtol=rtol,
            atol=atol,
            msg=lambda text, key=key: f'{key}: {text}',
        )


def test_scores_views_and_losses_are_those_of_before(name, monkeypatch):
    monkeypatch.setattr(TimmFrames, 'folded', None)
    monkeypatch.setattr(Sampler, '_boxes', lambda *_: None)
    model = model_of(name, normalised_crop=True)
    compare(name, model, EXACT, (1e-5, 1e-5))


def test_old_checkpoints_load_and_give_nearly_that(name):
    model = model_of(name)
    assert names(model) == GOLDEN[name]['names']
    if isinstance(model.data_preprocessor, STNDataPreprocessor):
        compare(name, model, ROUNDED, (1e-3, 1e-4))
