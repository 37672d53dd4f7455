"""Pipelines of named steps, merged and written by MMEngine itself."""

import pytest
from mmaction.registry import DATASETS
from mmengine.config import Config

from stn_action.datasets.named_pipeline import insert_step, pipeline_steps
from tests.datasets.tube_videos import entry, person_boxes

BASE = """
pipeline = dict(
    order=['sample', 'decode', 'noise', 'crop', 'pack'],
    sample=dict(type='SampleFrames', clip_len=8),
    decode=dict(type='DecordDecode'),
    crop=dict(type='TubeCrop', size=112, context=1.1),
    pack=dict(type='PackTubeInputs'),
)
"""


@pytest.fixture
def config(tmp_path):
    """Reads a child config of BASE."""
    (tmp_path / 'base.py').write_text(BASE)

    def read(child=''):
        path = tmp_path / 'child.py'
        path.write_text(f"_base_ = 'base.py'\n{child}")
        return Config.fromfile(path)

    return read


def types(pipeline):
    return [step['type'] for step in pipeline_steps(pipeline)]


def test_steps_run_in_their_order_without_the_places_left_empty(config):
    steps = pipeline_steps(config().pipeline)
    assert steps == [
        dict(type='SampleFrames', clip_len=8),
        dict(type='DecordDecode'),
        dict(type='TubeCrop', size=112, context=1.1),
        dict(type='PackTubeInputs'),
    ]


def test_a_list_stays_as_it_is():
    steps = [dict(type='DecordDecode'), print]
    assert pipeline_steps(steps) == steps
    assert pipeline_steps(tuple(steps)) == steps


def test_a_child_config_reaches_steps_by_name(config):
    pipeline = config(
        "pipeline = dict(crop=dict(size=224), noise=dict(type='TubeBoxNoise'),"
        'decode=None, pack=dict(_delete_=True, type="PackActionInputs"))'
    ).pipeline
    assert pipeline_steps(pipeline) == [
        dict(type='SampleFrames', clip_len=8),
        dict(type='TubeBoxNoise'),
        dict(type='TubeCrop', size=224, context=1.1),
        dict(type='PackActionInputs'),
    ]


def test_a_child_config_adds_a_step_to_the_order(config):
    pipeline = config(
        'order = _base_.pipeline.order\n'
        "order.insert(order.index('crop'), 'forget')\n"
        'pipeline = dict(\n'
        "    order=order, forget=dict(type='ForgetCleanBoxes'))"
    ).pipeline
    assert types(pipeline)[1:4] == [
        'DecordDecode',
        'ForgetCleanBoxes',
        'TubeCrop',
    ]


def test_options_of_the_command_line_reach_steps_by_name(config):
    cfg = config()
    cfg.merge_from_dict(
        {
            'pipeline.crop.size': 64,
            'pipeline.noise.type': 'TubeBoxNoise',
            'pipeline.decode': None,
        }
    )
    assert types(cfg.pipeline) == [
        'SampleFrames',
        'TubeBoxNoise',
        'TubeCrop',
        'PackTubeInputs',
    ]
    assert pipeline_steps(cfg.pipeline)[2].size == 64


def test_the_order_outlives_a_config_that_is_written(config, tmp_path):
    """MMEngine sorts keys by name: crop would come before sample."""
    cfg = config()
    cfg.dump(tmp_path / 'written.py')
    written = Config.fromfile(tmp_path / 'written.py').pipeline
    assert list(written) == ['crop', 'decode', 'order', 'pack', 'sample']
    assert types(written) == types(cfg.pipeline)


@pytest.mark.parametrize(
    'child, message',
    [
        (
            'pipeline = dict(corp=dict(size=224))',
            r"\['sample', 'decode', 'noise', 'crop', 'pack'\] lacks the step "
            "'corp'",
        ),
        (
            'pipeline = dict(noise=dict(level=1.0))',
            "step 'noise' has no type, got {'level': 1.0}.*"
            r"\['sample', 'decode', 'crop', 'pack'\]",
        ),
        (
            "pipeline = dict(order=['crop', 'sample', 'crop', 'decode', "
            "'pack'])",
            'repeats a name',
        ),
        (
            'pipeline = dict(order=None)',
            r"\['sample', 'decode', 'crop'.*order",
        ),
    ],
)
def test_what_is_wrong_is_named(config, child, message):
    with pytest.raises(ValueError, match=message):
        pipeline_steps(config(child).pipeline)


def test_a_step_is_inserted_into_a_list():
    steps = [dict(type='A'), dict(type='B')]
    insert_step(steps, dict(type='N'), 'noise', 1)
    assert types(steps) == ['A', 'N', 'B']


def test_a_step_is_inserted_by_name(config):
    """The place of the order called noise is after the crop, and moves."""
    pipeline = config().pipeline
    pipeline.order = ['sample', 'decode', 'crop', 'noise', 'pack']
    insert_step(pipeline, dict(type='TubeBoxNoise'), 'noise', 2)
    assert pipeline.order == ['sample', 'decode', 'noise', 'crop', 'pack']
    assert types(pipeline)[2:4] == ['TubeBoxNoise', 'TubeCrop']
    # now the name is taken
    insert_step(pipeline, dict(type='RandomFraming'), 'noise', 2)
    assert types(pipeline)[2:4] == ['RandomFraming', 'TubeBoxNoise']
    assert pipeline.noise.type == 'TubeBoxNoise'


def test_a_data_set_takes_named_steps(data):
    steps = dict(
        sample=dict(
            type='SampleFrames', clip_len=1, num_clips=3, test_mode=True
        ),
        init=dict(type='DecordInit'),
        decode=dict(type='DecordDecode'),
        crop=dict(type='TubeCrop', size=48),
        format=dict(type='FormatShape', input_format='NCHW'),
        pack=dict(type='PackTubeInputs'),
    )
    cfg = dict(
        type='PersonTubeDataset',
        ann_file=data(entry('a.avi', person_boxes())),
        data_prefix=dict(video=str(data.folder)),
        test_mode=True,
    )
    listed = DATASETS.build(dict(**cfg, pipeline=list(steps.values())))[0]
    order = list(steps)
    backwards = dict(reversed(steps.items()), order=order)
    named = DATASETS.build(
        dict(
            type='RepeatDataset',
            times=2,
            dataset=dict(**cfg, pipeline=backwards),
        )
    )
    assert len(named) == 2
    assert (named[1]['inputs'] == listed['inputs']).all()
    assert named[1]['inputs'].shape == (3, 3, 48, 48)
