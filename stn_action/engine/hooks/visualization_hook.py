"""Pictures of what the STN looks at, while validating and testing."""

import re
from typing import Optional, Sequence

import numpy as np
from mmaction.registry import HOOKS
from mmengine.dist import is_main_process
from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper

from ...visualization.refocus_sheet import refocus_sheet, spread
from ...visualization.refocused_clip import RefocusedClip


@HOOKS.register_module()
class STNVisualizationHook(Hook):
    """Draws some clips for every visualiser backend of the config.

    The picture shows, over time, the frame with the detector's box, the view's
    border (a curve for thin-plate splines) and the true box where it is
    known, the crop, what the backbone saw, and theta. ``LocalVisBackend``
    writes it below ``vis_data/vis_image``, TensorBoard shows it under Images,
    at the iteration of the training. Only the main process draws.

    .. code-block:: python

        custom_hooks = [dict(type='STNVisualizationHook', num_clips=8)]

    Args:
        num_clips (int): Clips drawn in each validation or test, evenly spread
            over the data set. Defaults to 8.
        columns (int): At most so many frames of a clip. Defaults to 5.
        interval (int): Draw in every so many validations. Defaults to 1.
    """

    priority = 'LOW'

    def __init__(
        self, num_clips: int = 8, columns: int = 5, interval: int = 1
    ) -> None:
        for name, value in (
            ('num_clips', num_clips),
            ('columns', columns),
            ('interval', interval),
        ):
            if value < 1:
                raise ValueError(
                    f'STNVisualizationHook: {name} must be 1 or '
                    f'more, got {value}'
                )
        self.num_clips = num_clips
        self.columns = columns
        self.interval = interval
        self._validations = 0

    def before_val(self, runner) -> None:
        self._validations += 1

    def after_val_iter(
        self,
        runner,
        batch_idx: int,
        data_batch: Optional[dict] = None,
        outputs: Optional[Sequence] = None,
    ) -> None:
        if (self._validations - 1) % self.interval == 0:
            self._draw(
                runner,
                'val',
                runner.val_dataloader,
                batch_idx,
                data_batch,
                outputs,
            )

    def after_test_iter(
        self,
        runner,
        batch_idx: int,
        data_batch: Optional[dict] = None,
        outputs: Optional[Sequence] = None,
    ) -> None:
        self._draw(
            runner,
            'test',
            runner.test_dataloader,
            batch_idx,
            data_batch,
            outputs,
        )

    def _draw(
        self,
        runner,
        mode: str,
        loader,
        batch_idx: int,
        batch: dict,
        outputs: Sequence,
    ) -> None:
        if not is_main_process():
            return
        model = runner.model
        model = model.module if is_model_wrapper(model) else model
        chosen = set(spread(len(loader.dataset), self.num_clips).tolist())
        first = batch_idx * loader.batch_size
        for k, sample in enumerate(outputs):
            if first + k in chosen:
                sheet = draw_sample(
                    model, batch['inputs'][k], sample, self.columns
                )
                name = re.sub(r'[^\w.-]+', '_', str(sample.sample_id))
                runner.visualizer.add_image(
                    f'stn_{mode}_{name}', sheet, step=runner.iter
                )


def draw_sample(model, inputs, sample, columns: int = 5) -> np.ndarray:
    """The picture of one sample, (H, W, 3) uint8 RGB.

    Args:
        model (nn.Module): The model that the sample comes from, with an STN
            or without.
        inputs (Tensor): Inputs of the sample, as its pipeline packs them.
        sample (ActionDataSample): The data sample that the model returned.
        columns (int): At most so many frames.

    Raises:
        ValueError: The pipeline crops no person tubes.
    """
    return refocus_sheet(
        RefocusedClip.of_tested(model, inputs, sample), columns
    )
