"""Reports the samples that ``PersonTubeDataset(on_error='skip')`` skips."""

from typing import Iterator

from mmaction.registry import HOOKS
from mmengine.dist import all_gather_object
from mmengine.hooks import Hook

from ...datasets.skipped_samples import summarise


@HOOKS.register_module()
class SkippedSamplesHook(Hook):
    """Lists the samples that were skipped since the last report.

    At the end of each epoch of the training, and before each validation of a
    training that counts iterations. Of several processes, the first reports
    for all.
    """

    def __init__(self) -> None:
        self._datasets = []

    def before_train(self, runner) -> None:
        """Find the data sets; a test run has none that skip."""
        self._datasets = list(_parts(runner.train_dataloader.dataset))

    def after_train_epoch(self, runner) -> None:
        """The whole training is one epoch where iterations count."""
        self._report(runner)

    def before_val_epoch(self, runner) -> None:
        """Report before each validation within a long epoch."""
        self._report(runner)

    def _report(self, runner) -> None:
        own = [s for dataset in self._datasets for s in dataset.skipped.new()]
        line = summarise(sum(all_gather_object(own), []))
        if line:
            runner.logger.warning(f'Training samples: {line}')


def _parts(dataset) -> Iterator:
    """Data sets that skip, within wrappers such as ``RepeatDataset``."""
    if getattr(dataset, 'skipped', None) is not None:
        yield dataset
    inner = getattr(dataset, 'datasets', None)
    for part in inner or [getattr(dataset, 'dataset', None)]:
        if part is not None:
            yield from _parts(part)
