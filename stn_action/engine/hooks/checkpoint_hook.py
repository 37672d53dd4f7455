"""Checkpoints from which a killed training goes on exactly."""

import os.path as osp
from collections import deque
from contextlib import contextmanager
from typing import Iterator, List, Optional

from mmaction.registry import HOOKS
from mmengine.dist import (
    all_gather_object,
    broadcast_object_list,
    get_rank,
    get_world_size,
    is_main_process,
)
from mmengine.hooks import CheckpointHook

from ..resume.atomic_backend import AtomicLocalBackend, remove_drafts
from ..resume.batch_size import batch_of, batch_of_meta, what_changes
from ..resume.numbered_draws import (
    begin_pass,
    can_be_numbered,
    numbered_loader,
)
from ..resume.random_state import get_random_state, set_random_state
from ..resume.removing_later import RemovingLater
from ..resume.skipped_batches import begin_iterations
from ..resume.train_loop import (
    is_by_epoch,
    sampler_of,
    trained_twice,
    validation_is_due,
)
from ..resume.whole_checkpoint import checkpoint_to_resume, why_unusable

#: The key of a checkpoint under which the state of this hook lies.
KEY = 'resume_state'


@HOOKS.register_module()
class ResumableCheckpointHook(CheckpointHook):
    """MMEngine's hook with checkpoints that hold all a training depends on.

    A training that was killed and resumed gives the same weights, bit by bit
    on a CPU, as one that was not:

    - a checkpoint holds the random state of every process (PyTorch, NumPy,
      Python, GPU) and the seed of the sampler;
    - the augmentation of a sample is drawn from the seed and the place in the
      training, in whatever worker (:func:`numbered_loader`);
    - validation leaves the random state as it was. One that was due after the
      checkpoint and is not in it is made up for on resume, so that the best
      checkpoint and the log lack nothing.

    A kill at any time leaves a whole checkpoint: files are written under
    another name, then renamed, and older ones removed only afterwards. Where
    the newest one is damaged all the same, or ``last_checkpoint`` is, resuming
    falls back to the newest that is whole, and says so.

    Where a training is resumed with another batch size, the log says what
    that does to the schedules.

    Args:
        **kwargs: See MMEngine's ``CheckpointHook``.
    """

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self._loaded: Optional[dict] = None
        self._batch_before: Optional[dict] = None
        self._to_restore: Optional[dict] = None
        self._before_val: Optional[dict] = None
        self._ranks: List[dict] = []
        self._seed: int = 0
        self._validated = False

    def before_run(self, runner) -> None:
        """Choose the checkpoint to resume from."""
        if not runner._resume or runner._train_loop is None:
            return
        if runner._load_from is not None:
            reason = why_unusable(runner._load_from)
            if reason and '://' not in runner._load_from:
                raise ValueError(
                    f'--resume {runner._load_from}: {reason}. Name another '
                    'checkpoint, or give --resume alone to take the newest '
                    'whole one of the work dir'
                )
            return
        chosen: list = [None]
        if is_main_process():
            chosen[0], line = checkpoint_to_resume(
                runner.work_dir, self._folder(runner), self.filename_tmpl
            )
            if line:
                runner.logger.warning(line)
        broadcast_object_list(chosen)
        runner._load_from = chosen[0]
        runner._resume = chosen[0] is not None

    def _folder(self, runner) -> str:
        """The folder of the checkpoints."""
        if self.out_dir is None or self.out_dir == runner.work_dir:
            return runner.work_dir
        name = osp.basename(runner.work_dir.rstrip(osp.sep))
        return osp.join(self.out_dir, name)

    def after_load_checkpoint(self, runner, checkpoint: dict) -> None:
        if not runner._resume:
            return
        self._loaded = checkpoint.get(KEY)
        self._batch_before = (
            self._loaded['batch']
            if self._loaded
            else batch_of_meta(checkpoint.get('meta') or {})
        )

    def before_train(self, runner) -> None:
        local = '://' not in self._folder(runner)
        if local and self.backend_args is None and not self.file_client_args:
            self.backend_args = dict(backend='atomic_local')
        if is_main_process() and local:
            remove_drafts(self._folder(runner))
            remove_drafts(runner.work_dir)
        super().before_train(runner)
        self._take_over(runner)
        self._number_draws(runner)
        line = what_changes(runner, self._batch_before) or trained_twice(
            runner
        )
        if line:
            runner.logger.warning(line)
        self._make_up_for_validation(runner)

    def _take_over(self, runner) -> None:
        """Restore the random state that the checkpoint holds."""
        if self._loaded is None:
            self._seed = runner.seed
            if runner._resume:
                runner.logger.warning(
                    'The checkpoint holds no random state (another hook wrote '
                    'it): the rest of the training is not the one that would '
                    'have followed without the interruption'
                )
            return
        self._seed = self._loaded['seed']
        ranks = self._loaded['ranks']
        if len(ranks) == get_world_size():
            self._to_restore = ranks[get_rank()]
        else:
            runner.logger.warning(
                f'The checkpoint is that of {len(ranks)} processes, not of '
                f'{get_world_size()}: the random state is not restored'
            )
        sampler = sampler_of(runner)
        if hasattr(sampler, 'seed'):
            sampler.seed = self._loaded['sampler_seed']

    def _number_draws(self, runner) -> None:
        """Number the draws of training and, apart from them, of validation."""
        loops = [runner.train_loop, *filter(None, [runner.val_loop])]
        for use, loop in enumerate(loops):
            if not can_be_numbered(loop.dataloader):
                runner.logger.warning(
                    f'{type(loop.dataloader).__name__} gives no batches of '
                    'indices: after a resume its augmentation is another'
                )
                continue
            seed = (self._seed, get_rank(), use)
            loop.dataloader = numbered_loader(loop.dataloader, seed)
            if hasattr(loop, 'dataloader_iterator'):
                begin_iterations(loop)

    def _make_up_for_validation(self, runner) -> None:
        if self._loaded is None or self._loaded['validated']:
            return
        if is_by_epoch(runner) and not self.by_epoch:
            return  # in the middle of an epoch, which begins anew
        if validation_is_due(runner):
            self._before_val = self._to_restore
            runner.logger.info(
                'Resumed: making up for the validation that the checkpoint '
                'came before'
            )
            self.last_ckpt = runner.message_hub.get_info('last_ckpt')
            runner.val_loop.run()

    def before_train_epoch(self, runner) -> None:
        if is_by_epoch(runner):
            begin_pass(runner.train_loop.dataloader, runner.epoch)

    def before_train_iter(
        self, runner, batch_idx: int, data_batch=None
    ) -> None:
        if self._to_restore is not None:
            set_random_state(self._to_restore)
            self._to_restore = None

    def before_val(self, runner) -> None:
        if runner._train_loop is None or isinstance(runner._train_loop, dict):
            return  # a validation alone
        begin_pass(runner.val_loop.dataloader, runner.iter)
        if self._before_val is None:
            self._before_val = get_random_state()
        else:  # one that is made up for
            set_random_state(self._before_val)

    def after_val(self, runner) -> None:
        if self._before_val is not None:
            set_random_state(self._before_val)
            self._before_val = None

    def after_train_epoch(self, runner) -> None:
        self._validated = False
        super().after_train_epoch(runner)

    def after_train_iter(self, runner, *args, **kwargs) -> None:
        self._validated = False
        super().after_train_iter(runner, *args, **kwargs)

    def after_val_epoch(self, runner, metrics) -> None:
        self._validated = True
        super().after_val_epoch(runner, metrics)

    def before_save_checkpoint(self, runner, checkpoint: dict) -> None:
        checkpoint[KEY] = dict(
            seed=self._seed,
            sampler_seed=getattr(sampler_of(runner), 'seed', None),
            ranks=self._ranks or [get_random_state()],
            batch=batch_of(runner),
            validated=self._validated,
        )

    def _save_checkpoint_with_step(self, runner, step, meta) -> None:
        """Save as MMEngine does, but remove outdated files at the end."""
        state = self._before_val or get_random_state()
        self._ranks = all_gather_object(state)
        outdated = []
        if self.max_keep_ckpts > 0:
            kept = [i for i in self.keep_ckpt_ids if i != step] + [step]
            # The file names the outdated ones too: a run that is killed
            # before it removes them does so when it is resumed.
            runner.message_hub.update_info('keep_ckpt_ids', kept)
            outdated = kept[: -self.max_keep_ckpts]
            self.keep_ckpt_ids = deque(kept, self.max_keep_ckpts)
        name = self.filename_tmpl.format(step)
        self.last_ckpt = self.file_backend.join_path(self.out_dir, name)
        runner.message_hub.update_info('last_ckpt', self.last_ckpt)
        runner.save_checkpoint(
            self.out_dir,
            name,
            self.file_client_args,
            save_optimizer=self.save_optimizer,
            save_param_scheduler=self.save_param_scheduler,
            meta=meta,
            by_epoch=self.by_epoch,
            backend_args=self.backend_args,
            **self.args,
        )
        if is_main_process():
            file = osp.join(runner.work_dir, 'last_checkpoint')
            AtomicLocalBackend().put_text(self.last_ckpt, file)
            for old in outdated:
                self._remove(self.filename_tmpl.format(old))

    def _remove(self, name: str) -> None:
        path = self.file_backend.join_path(self.out_dir, name)
        if self.file_backend.isfile(path):
            self.file_backend.remove(path)
        elif self.file_backend.isdir(path):  # of DeepSpeed
            self.file_backend.rmtree(path)

    def _save_best_checkpoint(self, runner, metrics) -> None:
        """Save as MMEngine does, but remove the old file after saving."""
        with self._removing_later():
            super()._save_best_checkpoint(runner, metrics)

    @contextmanager
    def _removing_later(self) -> Iterator[None]:
        backend = self.file_backend
        self.file_backend = later = RemovingLater(backend)
        try:
            yield
        finally:
            self.file_backend = backend
        best = getattr(self, 'best_ckpt_path_dict', None)
        best = best or dict(best=getattr(self, 'best_ckpt_path', None))
        for remove, path in later.waiting:
            if path not in best.values():
                remove(path)
