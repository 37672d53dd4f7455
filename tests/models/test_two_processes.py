"""Two processes learn what one learns from the doubled batch."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from tests.models.ddp_gradients import batch, gradients, recognizer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope='module')
def folder(tmp_path_factory) -> Path:
    """With what the first of two processes wrote."""
    folder = tmp_path_factory.mktemp('gradients')
    path = os.pathsep.join([str(ROOT), str(ROOT / 'tests/models')])
    done = subprocess.run(
        [
            sys.executable,
            '-W',
            'ignore',
            '-m',
            'torch.distributed.run',
            '--standalone',
            '--nproc_per_node=2',
            ROOT / 'tests/models/ddp_gradients.py',
            folder,
        ],
        env={
            **os.environ,
            'PYTHONPATH': path,
            'CUDA_VISIBLE_DEVICES': '',
            'OMP_NUM_THREADS': '1',
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return folder


@pytest.mark.parametrize('wrapper', ['ddp', 'fsdp'])
def test_gradients_are_those_of_the_doubled_batch(wrapper, folder):
    """On gloo, and without find_unused_parameters."""
    found = torch.load(folder / f'{wrapper}.pt', weights_only=True)
    model, (x, data_samples) = recognizer(), batch()
    expected = gradients(model, x, data_samples)
    assert found.keys() == expected.keys()
    for name, gradient in expected.items():
        assert gradient.abs().max() > 0, name
        torch.testing.assert_close(found[name], gradient, atol=1e-5, rtol=1e-3)
    # Half of the batch alone gives others, so that the comparison can fail.
    half = gradients(model, x[::2], data_samples[::2])
    name = 'stn.localisation.regressor.weight'
    assert (half[name] - expected[name]).abs().max() > 1e-3
