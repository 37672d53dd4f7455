"""Runs a training or a test, for ``tools/train.py``, ``tools/test.py`` and
other programs.

The flags are MMAction2's. Deviations: ``--cfg-options`` come before the other
flags, so that those win; ``--seed`` and its kin also change a config that has
its own ``randomness``; ``--show-dir`` adds the visualisation hook where the
config has none; every run gets ``PreflightHook`` and ``FiniteLossHook``, and
``ResumableCheckpointHook`` in place of MMEngine's hook.
"""

import argparse
import logging
import os
import os.path as osp
from typing import List, Optional

from mmaction.registry import RUNNERS
from mmengine.config import Config
from mmengine.device import get_device
from mmengine.logging import print_log
from mmengine.runner import Runner

from ..engine.bfloat16 import NO_BFLOAT16, has_bfloat16_unit
from ..models.checkpoint_file import is_file_name, read_checkpoint
from .arguments import test_parser, train_parser
from .box_noise import set_box_noise
from .config_file import datasets_of, read_config
from .errors import run_tool
from .fill_classes import fill_num_classes
from .screen_log import ScreenRunner


def train(argv: Optional[List[str]] = None) -> Runner:
    """Train as the command line says.

    Args:
        argv: Arguments of ``tools/train.py``. None takes the process's own.

    Returns:
        The Runner, after its training.
    """
    return _train(train_parser().parse_args(argv))


def build_train(argv: Optional[List[str]] = None) -> Runner:
    """The Runner of a training as the command line says, not yet run."""
    return _build_train(train_parser().parse_args(argv))


def _build_train(args: argparse.Namespace) -> Runner:
    return build_runner(merge_train_args(_load_config(args), args))


def _train(args: argparse.Namespace) -> Runner:
    runner = _build_train(args)
    runner.train()
    return runner


def train_tool(argv: Optional[List[str]] = None) -> None:
    """Run :func:`train`; an error ends the process with one line."""
    # run_tool counts what its function returns as left out: return nothing.
    run_tool(
        lambda args: _train(args) and None, train_parser().parse_args(argv)
    )


def test_tool(argv: Optional[List[str]] = None) -> None:
    """Run :func:`test`; an error ends the process with one line."""
    args = _parse_test(argv)
    run_tool(lambda args: _test(args).test() and None, args)


def test(argv: Optional[List[str]] = None) -> dict:
    """Test as the command line says.

    Args:
        argv: Arguments of ``tools/test.py``. None takes the process's own.

    Returns:
        The metrics of the config's ``test_evaluator``, by name.
    """
    return build_test(argv).test()


def build_test(argv: Optional[List[str]] = None) -> Runner:
    """The Runner of a test as the command line says, not yet run."""
    return _test(_parse_test(argv))


def _parse_test(argv: Optional[List[str]]) -> argparse.Namespace:
    parser = test_parser()
    args = parser.parse_args(argv)
    for flag in ('--noise-seed', '--noise'):
        given = getattr(args, flag[2:].replace('-', '_'))
        if given is not None and args.box_noise is None:
            parser.error(f'{flag} needs --box-noise')
    return args


def _test(args: argparse.Namespace) -> Runner:
    return build_runner(merge_test_args(_load_config(args), args))


def build_runner(cfg: Config) -> Runner:
    """The Runner of a config, or the one that its ``runner_type`` names.

    Raises:
        FileNotFoundError: There is no checkpoint of the name in ``load_from``.
        ValueError: It cannot be read.
    """
    path = cfg.get('load_from')
    if path and is_file_name(path) and not cfg.get('resume'):
        read_checkpoint(path)  # MMEngine's error would not name the file
    if 'runner_type' in cfg:
        return RUNNERS.build(cfg)
    return ScreenRunner.from_cfg(cfg)


def merge_train_args(cfg: Config, args: argparse.Namespace) -> Config:
    """Put the flags of ``tools/train.py`` into a config.

    Raises:
        ValueError: ``--amp`` or ``--auto-scale-lr`` with a config that does
            not serve it.
    """
    _merge_common_args(cfg, args)
    if args.no_validate:
        cfg.val_cfg = cfg.val_dataloader = cfg.val_evaluator = None
    if args.amp:
        _use_amp(cfg)
    if args.resume is not None:
        cfg.resume = True
        cfg.load_from = None if args.resume == 'auto' else args.resume
    if args.auto_scale_lr:
        if 'base_batch_size' not in (cfg.get('auto_scale_lr') or {}):
            raise ValueError(
                f'--auto-scale-lr: {args.config} does not say for which batch '
                'size its learning rate is meant. Add to it '
                'auto_scale_lr = dict(base_batch_size=...).'
            )
        cfg.auto_scale_lr.enable = True
    cfg.randomness = {'seed': None, **(cfg.get('randomness') or {})}
    for name in ('seed', 'diff_rank_seed', 'deterministic'):
        if getattr(args, name) is not None:
            cfg.randomness[name] = getattr(args, name)
    return cfg


def merge_test_args(cfg: Config, args: argparse.Namespace) -> Config:
    """Put the flags of ``tools/test.py`` into a config.

    Raises:
        ValueError: ``--box-noise`` without a ``TubeCrop`` in the pipeline, or
            ``--dump`` with another ending than MMEngine's.
        FileNotFoundError: ``--noise`` names no family and no file.
    """
    _merge_common_args(cfg, args)
    cfg.load_from = args.checkpoint
    if args.box_noise is not None:
        for dataset in datasets_of(cfg.test_dataloader.dataset):
            set_box_noise(
                dataset['pipeline'],
                args.box_noise,
                args.noise_seed or 0,
                args.noise,
            )
    if args.show or args.show_dir is not None:
        _show_pictures(cfg, args)
    if args.dump is not None:
        if not args.dump.endswith(('.pkl', '.pickle')):
            raise ValueError(
                '--dump writes a pickle: give a name that ends '
                f'in .pkl or .pickle, not {args.dump!r}.'
            )
        evaluators = cfg.test_evaluator
        if not isinstance(evaluators, (list, tuple)):
            evaluators = [evaluators]
        cfg.test_evaluator = [
            *evaluators,
            dict(type='DumpResults', out_file_path=args.dump),
        ]
    return cfg


def _show_pictures(cfg: Config, args: argparse.Namespace) -> None:
    """Switch the visualisation hook on, with a visualiser if it lacks one."""
    cfg.merge_from_dict(
        dict(
            default_hooks=dict(
                visualization=dict(
                    enable=True,
                    show=args.show,
                    out_dir=args.show_dir,
                    wait_time=args.wait_time,
                    interval=args.interval,
                )
            )
        )
    )
    cfg.default_hooks.visualization.setdefault('type', 'VisualizationHook')
    cfg.setdefault(
        'visualizer', dict(type='ActionVisualizer', vis_backends=[])
    )


def _load_config(args: argparse.Namespace) -> Config:
    cfg = read_config(args.config, args.cfg_options)
    fill_num_classes(cfg)
    return cfg


def _merge_common_args(cfg: Config, args: argparse.Namespace) -> None:
    _add_hooks(cfg)
    # torchrun sets LOCAL_RANK; older launchers give it as a flag.
    os.environ.setdefault('LOCAL_RANK', str(args.local_rank))
    cfg.launcher = args.launcher
    if args.work_dir is not None:
        cfg.work_dir = args.work_dir
    elif cfg.get('work_dir') is None:
        name = osp.splitext(osp.basename(args.config))[0]
        cfg.work_dir = osp.join('work_dirs', name)


def _add_hooks(cfg: Config) -> None:
    """What every run gets, whatever its config says of other hooks."""
    # Config copies what setdefault is given, so read it back
    cfg.setdefault('default_hooks', {})
    hooks = cfg.default_hooks
    hooks.setdefault('preflight', dict(type='mmaction.PreflightHook'))
    hooks.setdefault('finite_loss', dict(type='mmaction.FiniteLossHook'))
    hooks.setdefault('checkpoint', dict(interval=1))
    checkpoint = hooks['checkpoint']
    if checkpoint and checkpoint.get('type') in (None, 'CheckpointHook'):
        hooks['checkpoint'] = dict(
            checkpoint, type='mmaction.ResumableCheckpointHook'
        )


def _use_amp(cfg: Config) -> None:
    kind = cfg.optim_wrapper.get('type', 'OptimWrapper')
    if kind not in ('OptimWrapper', 'AmpOptimWrapper'):
        raise ValueError(
            '--amp replaces the optimiser wrapper OptimWrapper '
            f'by AmpOptimWrapper, but the config has {kind}. '
            'Set mixed precision in the config instead.'
        )
    if get_device() == 'cpu' and not has_bfloat16_unit():
        print_log(NO_BFLOAT16, level=logging.WARNING)
        return
    cfg.optim_wrapper.type = 'AmpOptimWrapper'
    cfg.optim_wrapper.setdefault('loss_scale', 'dynamic')
