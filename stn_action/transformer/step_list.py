"""The list of view steps of a transformer: built, checked and run."""

from typing import Any, Dict, List, NamedTuple, Sequence, Tuple, Union

from .building import PartCfg, build_part
from .steps import VIEW_STEPS, Record, ViewStep
from .transformations import Transformation
from .view import View

StepsCfg = Union[Sequence[PartCfg], Dict[str, Any]]


class Seen(NamedTuple):
    """The two points of the list of steps that have names."""

    recorded: View
    sampled: View


def build_steps(
    cfg: StepsCfg, family: Transformation, by_frame: bool
) -> List[ViewStep]:
    """Build the steps, in order, and check that they serve the views.

    Args:
        cfg (list | dict): Steps, see ``steps.py``.
        family (Transformation): Family of the views.
        by_frame (bool): Whether each frame has a view of its own.

    Raises:
        KeyError: A step is not in ``VIEW_STEPS``.
        ValueError: A step cannot serve such views, there are two records, or
            named steps have no ``order``.
    """
    steps = [
        build_part(part, VIEW_STEPS, 'view step', ViewStep)
        for part in _in_order(cfg)
    ]
    for step in steps:
        step.check(family, by_frame)
        family = step.family(family)
    if sum(isinstance(step, Record) for step in steps) > 1:
        raise ValueError('the view is recorded at one point: give one Record')
    return steps


def run_steps(
    steps: Sequence[ViewStep], view: View, training: bool = False
) -> Seen:
    """Take a view through the steps."""
    recorded = None
    for step in steps:
        if step.training_only and not training:
            continue
        view = step(view)
        if isinstance(step, Record):
            recorded = view
    return Seen(view if recorded is None else recorded, view)


def families(
    steps: Sequence[ViewStep], family: Transformation
) -> Tuple[Transformation, Transformation]:
    """The families of the recorded view and of the sampled one."""
    recorded = None
    for step in steps:
        family = step.family(family)
        if isinstance(step, Record):
            recorded = family
    return recorded or family, family


def _in_order(cfg: StepsCfg) -> List[PartCfg]:
    """The configs of the steps in order, from a list or from named ones."""
    if not isinstance(cfg, dict):
        return list(cfg)
    named = dict(cfg)
    order = named.pop('order', None)
    if order is None or set(named) - set(order):
        raise ValueError(
            f'named view steps need order=[...] with all of their names, got '
            f'the steps {sorted(named)} and order={order}'
        )
    return [named[name] for name in order if named.get(name) is not None]
