"""From annotation files to a config that other configs can use."""

import importlib
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from mmengine.config import Config

from stn_action.cli.box_noise import load_noise
from stn_action.tubes import BoxNoiseParams, sample_box_noise

SCRIPT = Path(__file__).parents[2] / 'tools/analysis_tools/fit_box_noise.py'
PARAMS = BoxNoiseParams(
    looseness=1.6, tightness=0.8, shift=0.2, jitter=0.05, drop=0.3
)


@pytest.fixture(scope='module')
def script():
    module = importlib.import_module('tools.analysis_tools.fit_box_noise')
    return module


def write(path, entries):
    path.write_text(
        json.dumps(dict(metainfo=dict(classes=['a']), data_list=entries))
    )
    return str(path)


@pytest.fixture(scope='module')
def entries():
    """(truth, detector) at every other frame, with misses left out."""
    rng, truth, detector = np.random.default_rng(0), [], []
    for i in range(300):
        x = np.arange(40)
        clean = np.stack([50 + x, 0 * x + 20, 90 + x, 0 * x + 120], 1)
        frames = np.arange(0, 40, 2)
        noise = sample_box_noise(PARAMS, 1.0, len(frames), rng)
        noisy = noise.apply(clean[frames])[noise.keep]
        truth.append(
            dict(
                filename=f'{i}.avi',
                total_frames=40,
                frame_inds=x.tolist(),
                boxes=clean.tolist(),
            )
        )
        detector.append(
            dict(
                filename=f'{i}.avi',
                total_frames=40,
                boxes=noisy.tolist(),
                frame_inds=frames[noise.keep].tolist(),
            )
        )
    return truth, detector


def test_two_files(script, entries, tmp_path, capsys):
    truth, detector = entries
    out = tmp_path / 'noise/mine.py'
    script.main(
        [
            write(tmp_path / 'detector.json', detector),
            '--truth',
            write(tmp_path / 'truth.json', truth),
            '--every',
            '2',
            '--out',
            str(out),
        ]
    )
    fitted = load_noise(str(out))
    for name, value in asdict(PARAMS).items():
        assert abs(fitted[name] - value) < 0.08, (name, fitted[name])
    printed = capsys.readouterr().out
    assert f'drop       {fitted["drop"]:.3f}' in printed
    rows = [line.split() for line in printed.splitlines()]
    (real,) = [r[1:] for r in rows if r[0] == 'detector']
    (drawn,) = [r[2:] for r in rows if r[:2] == ['this', 'noise']]
    assert len(real) == len(drawn) == 6
    np.testing.assert_allclose(np.float64(real), np.float64(drawn), atol=0.04)
    # As a base of another config.
    child = tmp_path / 'child.py'
    child.write_text("_base_ = 'noise/mine.py'\npipeline = [_base_.box_noise]")
    (noise,) = Config.fromfile(child).pipeline
    assert noise == dict(type='TubeBoxNoise', level=1.0, **fitted)


def test_one_file(script, entries, tmp_path):
    truth = {e['filename']: e for e in entries[0]}
    both = [
        dict(
            e,
            clean_boxes=[
                truth[e['filename']]['boxes'][i] for i in e['frame_inds']
            ],
        )
        for e in entries[1]
    ]
    script.main(
        [
            write(tmp_path / 'both.json', both),
            '--out',
            str(tmp_path / 'mine.py'),
        ]
    )
    fitted = load_noise(str(tmp_path / 'mine.py'))
    assert fitted['drop'] == 0  # nothing is said of what was missed
    assert abs(fitted['looseness'] - 1.6) < 0.08


@pytest.mark.parametrize(
    'content, message',
    [
        (
            dict(metainfo=dict(classes=[]), data_list=[]),
            'none of the 0 entries has clean_boxes',
        ),
        ([], r'expected JSON with metainfo \(classes\) and data_list'),
    ],
)
def test_wrong_files(script, tmp_path, content, message):
    path = tmp_path / 'wrong.json'
    path.write_text(json.dumps(content))
    with pytest.raises(SystemExit, match=message):
        script.main([str(path), '--out', str(tmp_path / 'x.py')])
    assert not (tmp_path / 'x.py').exists()


def test_missing_file_and_wrong_out(script, tmp_path, capsys):
    with pytest.raises(SystemExit, match='No such file'):
        script.main(['none.json', '--out', str(tmp_path / 'x.py')])
    (tmp_path / 'y.py').write_text('mine')
    with pytest.raises(SystemExit, match='exists; replace it with --overw'):
        script.main(['none.json', '--out', str(tmp_path / 'y.py')])
    assert (tmp_path / 'y.py').read_text() == 'mine'
    with pytest.raises(SystemExit):
        script.main(['none.json', '--out', 'x.json'])
    assert 'ends in .py, got x.json' in capsys.readouterr().err
