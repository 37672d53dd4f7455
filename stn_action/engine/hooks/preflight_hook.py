"""Checks before the first step that data, head and checkpoint fit."""

from collections import OrderedDict

from mmaction.registry import HOOKS
from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper

from ...models.class_counts import check_data, check_state, head_classes


@HOOKS.register_module()
class PreflightHook(Hook):
    """Compares data, head and checkpoint before training and testing.

    - The head's number of classes is that of the data, or, where the data
      state none, above their highest label.
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
        classes = head_classes(_unwrapped(runner))
        check_data('training', runner.train_dataloader.dataset, classes)
        if runner.val_loop is not None:
            check_data('validation', runner.val_dataloader.dataset, classes)

    def before_test(self, runner) -> None:
        classes = head_classes(_unwrapped(runner))
        check_data('test', runner.test_dataloader.dataset, classes)


def _unwrapped(runner):
    model = runner.model
    return model.module if is_model_wrapper(model) else model
