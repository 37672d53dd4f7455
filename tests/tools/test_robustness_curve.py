"""The tool on an untrained model, from the command line to its files."""

import importlib
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
import torch
from mmengine.config import Config

import stn_action  # noqa: F401
from stn_action.cli.box_noise import load_noise
from stn_action.datasets import TubeBoxNoise
from stn_action.evaluation.clip_outcomes import ClipTester
from stn_action.evaluation.robustness import (
    ClipRecord,
    evaluate_clips,
    read_records,
    write_records,
)
from stn_action.models.loading import load_recognizer
from stn_action.tubes import PersonTube, box_iou, square_boxes
from tests.tools.tiny_persons import (
    FRAMES,
    VIDEOS,
    person_boxes,
    write_persons,
)

SCRIPT = Path(__file__).parents[2] / 'tools/analysis_tools/robustness_curve.py'


@pytest.fixture(scope='module')
def script():
    module = importlib.import_module('tools.analysis_tools.robustness_curve')
    return module


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp('persons')
    write_persons(folder)
    return folder


def evaluate(folder, *families):
    cfg = Config.fromfile(folder / 'config.py')
    return evaluate_clips(
        'm',
        cfg,
        str(folder / 'checkpoint.pth'),
        [0, 1.0],
        [0, 1],
        families=families,
    )


def test_records_of_two_families(folder):
    records = evaluate(folder, 'tight', None)
    # At level 0 one draw of one family; the model is that of the identity.
    assert len(records) == VIDEOS * (1 + 2 * 2)
    assert all(r.box_iou == pytest.approx(1) for r in records if not r.level)
    for r in records:
        k = int(r.sample_id[0])
        noise = TubeBoxNoise(r.level, r.noise_seed, **load_noise(r.noise))
        tube = PersonTube(range(FRAMES), person_boxes(k))
        noisy = noise(
            dict(tube=tube, sample_id=r.sample_id, original_shape=(96, 128))
        )
        ious = box_iou(
            square_boxes(noisy['tube'].boxes), square_boxes(tube.boxes)
        )
        # two of the six frames are sampled, at a third of the clip each
        assert ious.min() - 1e-3 <= r.box_iou <= ious.max() + 1e-3
        assert r.label == k % 2 and r.correct in (0, 1)
    # The family that came first left nothing behind in the config.
    own = [r for r in records if r.noise == 'loose' and r.level]
    assert own == [r for r in evaluate(folder, None) if r.level]


def test_a_checkpoint_of_another_model_is_refused(folder, tmp_path):
    other = tmp_path / 'other.pth'
    torch.save(dict(state_dict={'encoder.weight': torch.ones(2)}), other)
    cfg = Config.fromfile(folder / 'config.py')
    with pytest.raises(ValueError, match='checkpoint of another model'):
        evaluate_clips('m', cfg, str(other), [0], [0])


def test_clips_without_a_true_box_are_refused(folder):
    cfg = Config.fromfile(folder / 'config.py')
    model = load_recognizer(cfg, str(folder / 'checkpoint.pth'))
    (first, *_) = ClipTester(model, cfg, 1.0).outcomes()
    unknown = replace(first, box_iou=None, view_iou=None)
    with (
        patch.object(ClipTester, 'outcomes', lambda self: [unknown]),
        pytest.raises(ValueError, match=r'0\.avi#0: no true box is known'),
    ):
        evaluate_clips('m', cfg, str(folder / 'checkpoint.pth'), [0], [0])


def test_outcomes_are_in_the_order_of_the_data_set(folder):
    """Also where the config's own sampler shuffles."""
    cfg = Config.fromfile(folder / 'config.py')
    cfg.test_dataloader.sampler.shuffle = True
    model = load_recognizer(cfg, str(folder / 'checkpoint.pth'))
    tester = ClipTester(model, cfg, 1.0, noise_seed=3)
    outcomes = tester.outcomes()
    assert [o.index for o in outcomes] == list(range(VIDEOS))
    for outcome in outcomes:
        inputs, sample = tester.sample(outcome.index)
        assert sample.sample_id == outcome.sample_id
        score = float(sample.pred_score[outcome.label])
        assert outcome.true_score == pytest.approx(score, abs=1e-5)
        assert outcome.correct == (sample.pred_label == outcome.label)


def test_a_wrong_family_ends_it_before_the_first_test(folder):
    with pytest.raises(FileNotFoundError, match="no family 'tihgt'"):
        evaluate(folder, None, 'tihgt')


def test_files_and_added_files(script, folder, tmp_path, capsys):
    old = evaluate(folder, None)[:VIDEOS]
    write_records(old, tmp_path / 'old.csv')
    model = [str(folder / 'config.py'), str(folder / 'checkpoint.pth')]
    script.main(
        [
            '--add',
            str(tmp_path / 'old.csv'),
            '--model',
            'other',
            *model,
            'test_dataloader.batch_size=2',
            '--levels',
            '0',
            '1',
            '--noise-seeds',
            '0',
            '--noise',
            'loose',
            'drift',
            '--out',
            str(tmp_path),
        ]
    )
    records = read_records(tmp_path / 'clips.csv')
    assert records[:VIDEOS] == old and len(records) == VIDEOS * (1 + 3)
    table = (tmp_path / 'table.md').read_text()
    assert table in capsys.readouterr().out
    assert '| 1 | drift |' in table and 'Gain: top-1 over m' in table
    assert 'By the IoU of box and target' in table
    assert (tmp_path / 'curve.png').stat().st_size > 10000


@pytest.mark.parametrize(
    'argv, message',
    [
        ([], 'give at least one --model or --add'),
        (['--model', 'a', 'b'], 'needs NAME CONFIG CHECKPOINT'),
    ],
)
def test_wrong_arguments(script, argv, message, capsys):
    with pytest.raises(SystemExit):
        script.main(argv)
    assert message in capsys.readouterr().err


def test_unknown_reference(script, tmp_path):
    one = ClipRecord('m', 'x.pth', 1.0, 0, 'a.avi#0', 0, 1, 0.5, 0.6)
    write_records([one], tmp_path / 'old.csv')
    with pytest.raises(SystemExit, match=r"--reference x: .* \['m'\]"):
        script.main(
            [
                '--add',
                str(tmp_path / 'old.csv'),
                '--reference',
                'x',
                '--out',
                str(tmp_path),
            ]
        )


def test_what_was_measured_is_not_replaced(script, tmp_path):
    path = tmp_path / 'clips.csv'
    write_records(
        [ClipRecord('m', 'x.pth', 1.0, 0, 'a.avi#0', 0, 1, 0.5, 0.6)], path
    )
    before = path.read_text()
    argv = ['--add', str(path), '--out', str(tmp_path)]
    with pytest.raises(SystemExit, match=r'clips\.csv: is an input'):
        script.main([*argv, '--overwrite'])
    (tmp_path / 'other.csv').write_text(before)
    argv[1] = str(tmp_path / 'other.csv')
    with pytest.raises(SystemExit, match=r'clips\.csv: exists; .*--overwrite'):
        script.main(argv)
    assert path.read_text() == before
