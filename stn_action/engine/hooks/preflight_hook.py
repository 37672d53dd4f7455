"""Checks before the first step that data, head and checkpoint fit."""

from collections import OrderedDict

from mmaction.registry import HOOKS
from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper

from ...evaluation import AVATubeMetric
from ...models.class_counts import (
    check_data,
    check_label_map,
    check_state,
    head_classes,
)
from ...models.crop_boxes import check_crop_boxes


@HOOKS.register_module()
class PreflightHook(Hook):
    """Compares data, head and checkpoint before training and testing.

    - The head's number of classes is that of the data, or, where the data
      state none, above their highest label; and that of the label maps of
      AVA's data and metrics.
    - Where the STN asks for the person's box, the data say where it lies.
    - In a test and on resume, the checkpoint has every weight of the model in
      its shape (those of the ``stn`` may be missing), and all are finite.
      What a training merely starts from (``load_from``) may have another head,
      as in every fine-tuning; the log says so.

    Raises:
        ValueError: Something does not fit.
    """

    priority = 'VERY_HIGH'

    def __init__(self) -> None:
        self._testing = False

    def before_run(self, runner) -> None:
        # A loop is built when it is to be run; until then it is a dict.
        self._testing = not hasattr(runner._train_loop, 'dataloader')

    def after_load_checkpoint(self, runner, checkpoint: dict) -> None:
        if not (self._testing or runner._resume):
            return
        state = checkpoint.get('state_dict', checkpoint)
        state = OrderedDict(
            (name.removeprefix('module.'), value)
            for name, value in state.items()
        )
        path = str(runner._load_from or 'the checkpoint')
        check_state(_unwrapped(runner), state, path)

    def before_train(self, runner) -> None:
        data = dict(training=runner.train_dataloader.dataset)
        if runner.val_loop is not None:
            data['validation'] = runner.val_dataloader.dataset
        _check(_unwrapped(runner), data)
        if runner.val_loop is not None:
            _check_metrics(_unwrapped(runner), runner.val_evaluator)

    def before_test(self, runner) -> None:
        data = dict(test=runner.test_dataloader.dataset)
        _check(_unwrapped(runner), data)
        _check_metrics(_unwrapped(runner), runner.test_evaluator)


def _check(model, data: dict) -> None:
    """Compare a model with data sets by their names."""
    classes = head_classes(model)
    for name, dataset in data.items():
        check_data(name, dataset, classes)
        check_label_map(f'{name} data', dataset, classes)
        check_crop_boxes(model, name, dataset)


def _check_metrics(model, evaluator) -> None:
    for metric in getattr(evaluator, 'metrics', ()):
        if isinstance(metric, AVATubeMetric):
            metric.read_label_file()
        else:
            check_label_map('metric', metric, head_classes(model))


def _unwrapped(runner):
    model = runner.model
    return model.module if is_model_wrapper(model) else model
