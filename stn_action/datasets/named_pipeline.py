"""Pipelines whose steps have names.

A pipeline is a list of transforms, as everywhere in MMAction2, or a dict of
named transforms. MMEngine merges dicts by key, so a child config and
``--cfg-options`` reach a named step:

.. code-block:: python

    pipeline = dict(
        order=['sample', 'decode', 'noise', 'crop', 'pack'],
        sample=dict(type='SampleFrames', clip_len=8),
        decode=dict(type='DecordDecode'),
        crop=dict(type='TubeCrop', size=112),
        pack=dict(type='PackTubeInputs'))

    # in a child config; on the command line:
    # --cfg-options train_dataloader.dataset.pipeline.crop.size=224
    pipeline = dict(crop=dict(size=224), noise=dict(type='TubeBoxNoise'))

``order`` says in which order the steps run, because MMEngine sorts the keys
of a config that it writes to a file. A name of ``order`` without a step is a
place that a child config may fill; a step that is None is left out.
"""

from typing import Callable, Dict, List, Sequence, Union

Step = Union[dict, Callable]
Pipeline = Union[Sequence[Step], Dict[str, Step]]


def pipeline_steps(pipeline: Pipeline) -> List[Step]:
    """The steps of a pipeline in the order in which they run.

    Args:
        pipeline (list | dict): A list of transforms or of their configs, or
            a dict of named ones with ``order``, a list of names.

    Returns:
        list: The steps themselves, not copies of them.

    Raises:
        ValueError: A dict without ``order``; a name that ``order`` lacks or
            repeats; or a step without ``type``.
    """
    if not isinstance(pipeline, dict):
        return list(pipeline)
    names = _order(pipeline)
    given = [name for name in names if pipeline.get(name) is not None]
    for name in given:
        step = pipeline[name]
        if isinstance(step, dict) and 'type' not in step:
            raise ValueError(
                f'pipeline: the step {name!r} has no type, got {dict(step)}. '
                f'The steps with a type are {_typed(pipeline)}: change one of '
                'them by its name, or give this one its type.'
            )
    return [pipeline[name] for name in given]


def insert_step(pipeline: Pipeline, step: Step, name: str, index: int) -> None:
    """Insert a step before another one, in place.

    Args:
        pipeline (list | dict): See :func:`pipeline_steps`.
        step (dict | Callable): The new step.
        name (str): Its name, where steps have names. An underscore is
            appended until no other step has the name.
        index (int): Position, in the list that :func:`pipeline_steps`
            returns, of the step before which it is put.
    """
    if not isinstance(pipeline, dict):
        pipeline.insert(index, step)
        return
    names = _order(pipeline)
    given = [other for other in names if pipeline.get(other) is not None]
    while name in given:
        name += '_'
    names = [other for other in names if other != name]
    names.insert(names.index(given[index]), name)
    pipeline['order'] = names
    pipeline[name] = step


def _order(pipeline: dict) -> List[str]:
    steps = [key for key in pipeline if key != 'order']
    names = list(pipeline.get('order') or [])
    if not names:
        raise ValueError(
            f'pipeline: got the named steps {steps} without their order; add '
            f'order={steps}, in the order in which they run.'
        )
    unknown = [name for name in steps if name not in names]
    if unknown:
        raise ValueError(
            f'pipeline: the order {names} lacks the step {unknown[0]!r}. '
            'Correct its name, or add it to the order.'
        )
    if len(set(names)) < len(names):
        raise ValueError(
            f'pipeline: the order {names} repeats a name; every step needs a '
            'name of its own.'
        )
    return names


def _typed(pipeline: dict) -> List[str]:
    return [
        name
        for name, step in pipeline.items()
        if isinstance(step, dict) and 'type' in step
    ]
