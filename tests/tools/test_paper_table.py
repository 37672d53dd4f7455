"""The table of finished runs, by hand."""

import importlib
import json
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / 'tools/analysis_tools/paper_table.py'


def test_means_and_ranges_of_the_newest_validations(tmp_path):
    script = importlib.import_module('tools.analysis_tools.paper_table')
    runs = {
        'cnn_r/0/20260101_000000': [0.5, 0.9],
        'cnn_r/0/20260102_000000': [0.95],
        'cnn_r/1/20260101_000000': [0.93],
        'st-cnn-tps_tc/0/20260101_000000': [0.8],
    }
    for run, accuracies in runs.items():
        folder = tmp_path / run / 'vis_data'
        folder.mkdir(parents=True)
        lines = ['{"loss": 1.0}']
        lines += [json.dumps({'acc/top1': value}) for value in accuracies]
        # as it is where the run was killed while it wrote
        text = '\n'.join([*lines, '{"acc/to'])
        (folder / 'scalars.json').write_text(text)
    (tmp_path / 'fcn_r/0').mkdir(parents=True)
    lines = script.table(str(tmp_path)).splitlines()
    assert '| cnn | 6.00 (5.00-7.00, 2) |  |  |  |  |' in lines
    assert '| st-cnn-tps |  |  |  |  | 20.00 (1) |' in lines
    assert '| fcn |  |  |  |  |  |' in lines


def test_no_runs_are_no_empty_table(tmp_path):
    script = importlib.import_module('tools.analysis_tools.paper_table')
    with pytest.raises(ValueError, match='no finished run in it'):
        script.table(str(tmp_path))
    (tmp_path / 'cnn_r/0/a/vis_data').mkdir(parents=True)
    path = tmp_path / 'cnn_r/0/a/vis_data/scalars.json'
    path.write_text('{"acc/top1": 0.5}\n{"acc/to\n')
    with pytest.raises(ValueError, match=r'scalars\.json, line 2: no JSON'):
        script.table(str(tmp_path))
