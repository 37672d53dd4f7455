"""Families of box noise, and giving them to a test pipeline."""

from dataclasses import asdict

import pytest

from stn_action.cli.box_noise import family_of, load_noise, set_box_noise
from stn_action.compat.config_base import configs_folder
from stn_action.datasets.named_pipeline import pipeline_steps
from stn_action.tubes import BoxNoiseParams

FAMILIES = sorted(
    p.stem for p in (configs_folder() / '_base_/noise').glob('*')
)


def test_the_default_family_is_that_of_the_code():
    assert load_noise('loose') == asdict(BoxNoiseParams())
    assert {'loose', 'tight', 'drift'} <= set(FAMILIES)


@pytest.mark.parametrize('name', FAMILIES)
def test_families_are_complete_and_differ(name):
    params = load_noise(name)
    assert set(params) == set(asdict(BoxNoiseParams()))
    assert all(
        params != load_noise(other) for other in FAMILIES if other != name
    )


def test_a_file(tmp_path):
    path = tmp_path / 'mine.py'
    path.write_text(
        "box_noise = dict(type='TubeBoxNoise', level=1., shift=.3)"
    )
    assert load_noise(str(path)) == asdict(BoxNoiseParams(shift=0.3))


@pytest.mark.parametrize(
    'content, message',
    [
        ('noise = 1', 'mine.py holds no box_noise'),
        ('box_noise = dict(shfit=.1)', "mine.py: .*'shfit'"),
        ('box_noise = dict(drop=2)', r'mine.py: .*drop must be in \[0, 1\]'),
    ],
)
def test_wrong_files(tmp_path, content, message):
    path = tmp_path / 'mine.py'
    path.write_text(content)
    with pytest.raises(ValueError, match=message):
        load_noise(str(path))


def test_unknown_names():
    with pytest.raises(FileNotFoundError, match="no family 'losse'.*'tight'"):
        load_noise('losse')
    with pytest.raises(FileNotFoundError, match="no family 'none.py'"):
        load_noise('none.py')


def test_a_family_replaces_parameters_and_nothing_else():
    own = dict(type='TubeBoxNoise', level=1.0, start='clean_boxes', drift=0.7)
    pipeline = [own, dict(type='TubeCrop', size=32)]
    set_box_noise(pipeline, 0.5, 3, 'tight')
    assert pipeline[0] == dict(
        type='TubeBoxNoise',
        level=0.5,
        seed=3,
        start='clean_boxes',
        **load_noise('tight'),
    )
    assert pipeline[1] == dict(type='TubeCrop', size=32)


def test_noise_of_named_steps():
    pipeline = dict(
        order=['noise', 'crop'],
        crop=dict(type='TubeCrop', size=32),
        noise=dict(type='TubeBoxNoise', level=1.0, start='boxes'),
    )
    set_box_noise(pipeline, 0.5, 3)
    assert pipeline['noise'] == dict(
        type='TubeBoxNoise', level=0.5, seed=3, start='boxes'
    )
    pipeline['noise'] = None
    pipeline['order'] = ['crop', 'noise']
    set_box_noise(pipeline, 0.5, 3)
    assert pipeline_steps(pipeline) == [
        dict(type='TubeBoxNoise', level=0.5, seed=3),
        dict(type='TubeCrop', size=32),
    ]


def test_the_name_of_a_pipelines_own_noise():
    crop = dict(type='TubeCrop', size=32)
    noise = dict(type='TubeBoxNoise', level=0.3)
    assert family_of([crop]) == family_of([noise, crop]) == 'loose'
    assert family_of([dict(noise, shift=0.16), crop]) == 'loose'
    assert family_of([dict(noise, shift=0.2), crop]) == 'own'
