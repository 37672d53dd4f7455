"""``VisualizationHook`` of MMAction2 1.2.0 draws for an older interface.

Where: ``mmaction/engine/hooks/visualization_hook.py``. It passes ``show`` to a
visualiser that takes ``show_frames`` (TypeError), takes the inputs for
(C, T, H, W) although the pipelines give (T, C, H, W) or (views, C, T, H, W),
and hands over samples without the ``gt_labels`` and ``pred_labels`` that
``ActionVisualizer`` writes on the frames. So ``tools/test.py --show-dir``
fails. The hook gets all three as the two sides expect them.
"""

import functools
import inspect
from typing import List, Sequence

import torch
from mmengine.structures import LabelData


def is_needed() -> bool:
    from mmaction.engine.hooks import VisualizationHook

    init = VisualizationHook.__init__
    return not hasattr(
        init, '__wrapped__'
    ) and "'show': show" in inspect.getsource(init)


def _as_cthw(inputs: torch.Tensor) -> torch.Tensor:
    """(T, C, H, W) or (views, C, T, H, W) as (C, T, H, W), views in a row."""
    if inputs.ndim == 5:
        return inputs.transpose(0, 1).flatten(1, 2)
    return inputs.transpose(0, 1)


def _with_labels(sample):
    """A copy of an ActionDataSample with the fields of the visualiser."""
    sample = sample.clone()
    sample.gt_labels = LabelData(item=sample.gt_label)
    sample.pred_labels = LabelData(
        item=sample.pred_label, score=sample.pred_score
    )
    return sample


def install() -> None:
    if not is_needed():
        return
    from mmaction.engine.hooks import VisualizationHook

    init, draw = VisualizationHook.__init__, VisualizationHook._draw_samples

    @functools.wraps(init)
    def __init__(self, *args, **kwargs):
        init(self, *args, **kwargs)
        self.draw_args['show_frames'] = self.draw_args.pop('show')

    @functools.wraps(draw)
    def _draw_samples(
        self,
        batch_idx: int,
        data_batch: dict,
        data_samples: Sequence,
        step: int = 0,
    ) -> None:
        if not self.enable:
            return
        inputs: List[torch.Tensor] = [
            _as_cthw(video) for video in data_batch['inputs']
        ]
        draw(
            self,
            batch_idx,
            dict(inputs=inputs),
            [_with_labels(sample) for sample in data_samples],
            step,
        )

    VisualizationHook.__init__ = __init__
    VisualizationHook._draw_samples = _draw_samples
