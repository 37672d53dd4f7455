"""Finds the shape of a pipeline's output, and where the box lies in it.

No video is read: the pipeline runs on black frames.
"""

from typing import Optional, Tuple

import numpy as np
from mmaction.registry import TRANSFORMS

from ..tubes import PersonTube
from .named_pipeline import Pipeline, pipeline_steps

_FRAMES, _HEIGHT, _WIDTH = 300, 240, 320


def sample_shape(pipeline: Pipeline) -> Tuple[int, ...]:
    """Run the transforms of a pipeline on black frames instead of a video.

    Args:
        pipeline (list | dict): Configs of transforms, in a list or named
            ones; the ``...Init``, ``...Decode`` and ``DecodeOnce`` ones,
            which read files, are replaced.

    Returns:
        tuple: Shape of ``inputs`` of one sample, without the batch axis:
        (M, C, H, W) for 2-D recognisers, (V, C, T, H, W) for 3-D ones.

    Raises:
        ValueError: A transform wants more than frames and a person's boxes.
    """
    return tuple(_black_sample(pipeline)['inputs'].shape)


def sample_box(pipeline: Pipeline) -> Optional[Tuple[float, ...]]:
    """Where the person's box lies in the crops of a pipeline.

    Returns:
        tuple | None: Normalised ``xyxy``; None where no ``TubeCrop`` says it.
    """
    meta = _black_sample(pipeline)['data_samples'].metainfo
    boxes = meta.get('box_in_crop')
    return None if boxes is None else tuple(map(float, boxes[0]))


def _black_sample(pipeline: Pipeline) -> dict:
    """Run the pipeline on a clip of black frames."""
    box = [[0.0, 0.0, _WIDTH, _HEIGHT]]
    results = dict(
        filename='black.mp4',
        label=0,
        start_index=0,
        modality='RGB',
        total_frames=_FRAMES,
        annotated_frames=_FRAMES,
        sample_id='black.mp4#0',
        avg_fps=25.0,
        tube=PersonTube([0], box),
        clean_tube=PersonTube([0], box),
    )
    for cfg in pipeline_steps(pipeline):
        name = str(cfg['type'])
        if name.endswith('Init'):
            continue
        if name.endswith(('Decode', 'DecodeOnce')):
            frame = np.zeros((_HEIGHT, _WIDTH, 3), np.uint8)
            results['imgs'] = [frame] * np.size(results['frame_inds'])
            results['original_shape'] = results['img_shape'] = frame.shape[:2]
            continue
        try:
            results = TRANSFORMS.build(cfg)(results)
        except Exception as error:
            raise ValueError(
                f'cannot tell from the pipeline what a sample is: {name} '
                f'does not run on black frames ({type(error).__name__}: '
                f'{error}); give the shape (--shape)'
            ) from error
    return results
