"""Sets the noise that a test puts on the boxes: level, seed and family.

A family is a config file with ``box_noise = dict(type='TubeBoxNoise', ...)``.
Other configs can take it as a base. The families of this project are in
``configs/_base_/noise``, and ``tools/analysis_tools/fit_box_noise.py`` writes
new ones.
"""

from dataclasses import asdict, fields
from pathlib import Path
from typing import Optional

from mmengine.config import Config

from ..compat.config_base import configs_folder
from ..datasets.named_pipeline import Pipeline, insert_step, pipeline_steps
from ..tubes import BoxNoiseParams

#: The family of ``TubeBoxNoise``'s defaults.
DEFAULT_FAMILY = 'loose'
_PARAMS = tuple(field.name for field in fields(BoxNoiseParams))


def load_noise(family: str) -> dict:
    """The parameters of a family of noise.

    Args:
        family (str): Name of a file in ``configs/_base_/noise``, or path of
            another config file that ends in ``.py``.

    Returns:
        dict: All parameters of :class:`BoxNoiseParams`, by name.

    Raises:
        FileNotFoundError: There is no such family or file.
        ValueError: The file holds no ``box_noise``, or a wrong one.
    """
    folder = configs_folder() / '_base_/noise'
    path = Path(family)
    if path.suffix != '.py':
        path = folder / f'{family}.py'
    if not path.is_file():
        known = sorted(p.stem for p in folder.glob('*.py'))
        raise FileNotFoundError(
            f'box noise: no family {family!r}. Known are {known}; another is '
            'given by the path of its config file, which ends in .py.'
        )
    noise = Config.fromfile(path).get('box_noise')
    if noise is None:
        raise ValueError(
            f'box noise: {path} holds no box_noise = '
            "dict(type='TubeBoxNoise', ...)."
        )
    others = ('type', 'level', 'seed', 'start')
    try:
        return asdict(
            BoxNoiseParams(
                **{k: v for k, v in noise.items() if k not in others}
            )
        )
    except (TypeError, ValueError) as error:
        raise ValueError(f'box noise: {path}: {error}') from None


def set_box_noise(
    pipeline: Pipeline,
    level: float,
    seed: int,
    family: Optional[str] = None,
) -> None:
    """Add noise to the boxes of a test pipeline, in place.

    Args:
        pipeline: Configs of transforms, in a list or named ones, a
            ``TubeCrop`` among them. A ``TubeBoxNoise`` in it keeps its other
            settings; without one, it is put before the crop.
        level: 0 (no noise) to 1.
        seed: The noise of a sample depends on this and the sample alone.
        family: See :func:`load_noise`; it replaces the parameters of the
            pipeline's noise. None leaves them as they are.

    Raises:
        ValueError: There is no ``TubeCrop``.
    """
    names = [_name_of(transform) for transform in pipeline_steps(pipeline)]
    if 'TubeCrop' not in names:
        raise ValueError(
            '--box-noise: the test pipeline crops no person tubes, so there '
            f'are no boxes to put noise on. It needs a TubeCrop, but has '
            f'{names}.'
        )
    if 'TubeBoxNoise' not in names:
        insert_step(
            pipeline,
            dict(type='TubeBoxNoise'),
            'noise',
            names.index('TubeCrop'),
        )
    params = load_noise(family) if family else {}
    for transform in _noises(pipeline):
        transform.update(level=level, seed=seed, **params)


def family_of(pipeline: Pipeline) -> str:
    """Name of a pipeline's noise: ``'loose'``, or ``'own'`` where its
    parameters are not the defaults."""
    for transform in _noises(pipeline):
        own = {k: v for k, v in transform.items() if k in _PARAMS}
        if BoxNoiseParams(**own) != BoxNoiseParams():
            return 'own'
    return DEFAULT_FAMILY


def _noises(pipeline: Pipeline) -> list:
    steps = pipeline_steps(pipeline)
    return [step for step in steps if _name_of(step) == 'TubeBoxNoise']


def _name_of(transform: dict) -> str:
    """Name of a transform, whether its type is a string or a class."""
    kind = transform['type']
    return kind.split('.')[-1] if isinstance(kind, str) else kind.__name__
