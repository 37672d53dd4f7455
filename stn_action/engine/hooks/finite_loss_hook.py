"""Stops a training whose loss is not finite, before the weights change."""

import functools
from typing import List

import torch
from mmaction.registry import HOOKS
from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper


@HOOKS.register_module()
class FiniteLossHook(Hook):
    """Stops before the step of the optimiser, and names the sample.

    MMEngine takes the step first and shows the loss afterwards; by then every
    weight is NaN. Here the loss is looked at between. With a loss scale
    (float16) a loss that overflows is normal at times and the scaler skips the
    step itself, so only ``patience`` of them in a row stop the training.

    Args:
        patience (int): Losses in a row that are not finite, with a loss
            scale. Defaults to 20.

    Raises:
        FloatingPointError: The loss is NaN or infinite.
    """

    priority = 'VERY_HIGH'

    def __init__(self, patience: int = 20) -> None:
        self.patience = patience
        self._batch = None
        self._in_a_row = 0

    def before_train(self, runner) -> None:
        wrapper = runner.optim_wrapper
        update = getattr(wrapper, 'update_params', None)
        if update is None or hasattr(update, '__wrapped__'):
            return  # several optimisers are updated by their model

        @functools.wraps(update)
        def update_params(loss, *args, **kwargs):
            self._look_at(runner, loss)
            return update(loss, *args, **kwargs)

        wrapper.update_params = update_params

    def before_train_iter(
        self, runner, batch_idx: int, data_batch=None
    ) -> None:
        self._batch = data_batch

    def after_train_iter(self, runner, *args, **kwargs) -> None:
        self._batch = None

    def after_train(self, runner) -> None:
        vars(runner.optim_wrapper).pop('update_params', None)

    def _look_at(self, runner, loss: torch.Tensor) -> None:
        if torch.isfinite(loss.detach()).all():
            self._in_a_row = 0
            return
        self._in_a_row += 1
        scaler = getattr(runner.optim_wrapper, 'loss_scaler', None)
        scaled = scaler is not None and scaler.is_enabled()
        if scaled and self._in_a_row < self.patience:
            return
        names = _names(self._batch)
        guilty = _guilty(runner.model, self._batch, names)
        reason = (
            f'because of {", ".join(guilty)}: check this sample'
            if guilty
            else f'for the batch {", ".join(names)}, but for none of its '
            'samples alone: the training has diverged. Lower the learning '
            'rate or clip the gradient (clip_grad)'
        )
        raise FloatingPointError(
            f'the loss is {loss.detach().float().mean().item()} at iteration '
            f'{runner.iter + 1} {reason}. The weights are those of before the '
            'step'
        )


def _names(batch) -> List[str]:
    """Names of the samples of a batch."""
    inputs = batch.get('inputs', ()) if isinstance(batch, dict) else ()
    samples = batch.get('data_samples') if isinstance(batch, dict) else None
    names = []
    for i in range(len(inputs)):
        meta = getattr(samples[i], 'metainfo', {}) if samples else {}
        name = meta.get('sample_id') or meta.get('filename')
        names.append(str(name or f'sample {i} of the batch'))
    return names


@torch.no_grad()
def _guilty(model, batch, names: List[str]) -> List[str]:
    """The samples that have no finite loss by themselves."""
    found = []
    inner = model.module if is_model_wrapper(model) else model
    was_training = inner.training
    inner.eval()  # no batch statistics of one sample, and none of this batch
    for buffer in inner.buffers():
        if buffer.is_floating_point() and not buffer.isfinite().all():
            buffer.fill_(1.0)
    try:
        for i, name in enumerate(names):
            one = {key: values[i : i + 1] for key, values in batch.items()}
            try:
                data = inner.data_preprocessor(one, training=True)
                losses = inner._run_forward(data, mode='loss')
                loss, _ = inner.parse_losses(losses)
                finite = bool(torch.isfinite(loss).all())
            except FloatingPointError:  # the model's own checks
                finite = False
            if not finite:
                found.append(name)
    finally:
        inner.train(was_training)
    return found
