"""The configs of a job: complete files, to be edited and used again."""

import math
import os
from typing import Optional

from mmaction.registry import MODELS
from mmengine.config import Config
from mmengine.registry import init_default_scope

from ...datasets.named_pipeline import pipeline_steps
from ...models.checkpoint_file import is_file_name, read_checkpoint
from .front_end import PARTS, read_config

_REFOCUS = (
    'stn_action::own_data/stn-refocus_attention-pixels_1x1x3-3000i_own-data.py'
)
_FINE_TUNING = 'stn_action::own_data/_base_/fine_tuning.py'
#: What a training or a test reads; presets of bases are left out of files.
_KEYS = (
    'default_scope',
    'custom_imports',
    'model',
    'train_dataloader',
    'val_dataloader',
    'test_dataloader',
    'train_cfg',
    'val_cfg',
    'test_cfg',
    'val_evaluator',
    'test_evaluator',
    'optim_wrapper',
    'param_scheduler',
    'default_hooks',
    'custom_hooks',
    'env_cfg',
    'log_processor',
    'visualizer',
    'log_level',
    'load_from',
    'resume',
)
#: A few clips make few iterations an epoch; a training has at least so many.
_LEAST_ITERATIONS = 300
#: Side of the test's crop for a view of 112 px, see tube_loaders.py.
_TEST_CROP, _LARGEST_CROP = 480 / 112, 640


def check_backbone(args) -> None:
    """Read ``--backbone`` and ``--checkpoint`` before anything is done.

    Raises:
        FileNotFoundError: One of them is not there.
        ValueError: One of them is something else.
    """
    _check_recogniser(args.backbone, read_config(args.backbone))
    for path in (args.checkpoint, args.backbone_weights):
        if path and is_file_name(path):
            read_checkpoint(path)


def recogniser(args, classes: int, clips: int) -> Config:
    """The recogniser without an STN, on the user's data.

    Args:
        args: Of the tool.
        classes (int): Of the data.
        clips (int): For training.

    Raises:
        ValueError: The config is not that of a recogniser of RGB clips.
    """
    cfg = read_config(args.backbone)
    _check_recogniser(args.backbone, cfg)
    dataset = cfg.get('train_dataloader', {}).get('dataset', {})
    if dataset.get('type') != 'PersonTubeDataset':
        cfg = _on_tubes(cfg)
    cfg.model.cls_head.num_classes = classes
    _set_weights(cfg, args)
    _point(cfg, args)
    _set_epochs(cfg, args.epochs, clips)
    return cfg


def _check_recogniser(name: str, cfg: Config) -> None:
    kind = str(cfg.get('model', {}).get('type', 'nothing')).split('.')[-1]
    if kind not in ('Recognizer2D', 'Recognizer3D'):
        raise ValueError(
            f'--backbone {name}: expected the config of a Recognizer2D or a '
            f'Recognizer3D without an STN, got {kind}'
        )


def _on_tubes(foreign: Config) -> Config:
    """Model and clips of a config of MMAction2, and this project's rest."""
    cfg = read_config(_FINE_TUNING)
    cfg.model = foreign.model
    cfg.load_from = foreign.get('load_from')
    train = foreign.get('train_pipeline') or (
        foreign.train_dataloader.dataset.pipeline
    )
    steps = {step['type'].split('.')[-1]: step for step in train}
    sample = steps.get('SampleFrames') or steps.get('UniformSample')
    layout = steps.get('FormatShape')
    if sample is None or layout is None:
        raise ValueError(
            'the training pipeline of this config has no SampleFrames or no '
            f'FormatShape, but {list(steps)}: give a config of RGB clips'
        )
    size = _input_size(train)
    for part in ('train', 'val', 'test'):
        steps = cfg[f'{part}_dataloader'].dataset.pipeline
        steps.sample = dict(sample)
        if part != 'train' and sample['type'] == 'SampleFrames':
            steps.sample['test_mode'] = True
        steps.format.input_format = layout['input_format']
        steps.crop.size = size
    return cfg


def _input_size(pipeline) -> int:
    """Of the last step that says how large the clips become; 224 else."""
    size = 224
    for step in pipeline:
        value = step.get('crop_size') or step.get('scale')
        if isinstance(value, (tuple, list)):
            value = min(value) if min(value) > 0 else None
        if isinstance(value, int) and value > 0:
            size = value
    return size


def _set_weights(cfg: Config, args) -> None:
    if args.checkpoint:
        cfg.load_from = args.checkpoint
    if cfg.get('load_from') and isinstance(
        cfg.model.backbone.get('pretrained'), str
    ):
        cfg.model.backbone.pretrained = None  # load_from has all of it
    if args.backbone_weights:
        cfg.model.backbone.update(
            pretrained=False, checkpoint_path=args.backbone_weights
        )


def check_weights(args) -> None:
    """Build the recogniser once, before anything that takes long.

    Raises:
        ValueError: Its weights are not there and cannot be downloaded.
    """
    file = args.checkpoint
    if file and '://' not in file and not os.path.isfile(file):
        raise ValueError(f'--checkpoint {file}: no such file')
    cfg = recogniser(args, classes=2, clips=1)
    init_default_scope(cfg.get('default_scope', 'mmaction'))
    try:
        MODELS.build(cfg.model)
    except ValueError as error:
        raise ValueError(
            f'{error}. Of this tool the option is --backbone-weights FILE'
        ) from None


def _point(cfg: Config, args) -> None:
    """Let the loaders read the user's files."""
    for part in ('train', 'val', 'test'):
        side = 'train' if part == 'train' else 'val'
        loader = cfg[f'{part}_dataloader']
        loader.num_workers = args.num_workers
        loader.persistent_workers = args.num_workers > 0
        loader.dataset.update(
            data_root='',
            ann_file=os.path.join(
                os.path.abspath(args.work_dir), 'data', f'{side}.json'
            ),
            data_prefix=dict(video=os.path.abspath(args.videos)),
        )


def _set_epochs(cfg: Config, epochs: Optional[int], clips: int) -> None:
    """Scale an epoch-based schedule, its validation at the end."""
    stated = cfg.train_cfg.max_epochs
    batch = cfg.train_dataloader.batch_size
    if epochs is None:
        least = math.ceil(_LEAST_ITERATIONS / math.ceil(clips / batch))
        epochs = max(stated, least)
    cfg.train_cfg.update(max_epochs=epochs, val_interval=epochs)
    scale_schedule(cfg, epochs / stated)
    cfg.default_hooks.checkpoint.interval = max(1, epochs // 5)


def scale_schedule(cfg: Config, factor: float) -> None:
    """Stretch the parameter schedulers in place; ends stay above begins."""
    for scheduler in cfg.get('param_scheduler') or []:
        for key in ('begin', 'end', 'T_max'):
            if isinstance(scheduler.get(key), int) and scheduler[key]:
                scheduler[key] = max(1, round(scheduler[key] * factor))
        begin, end = scheduler.get('begin', 0), scheduler.get('end')
        if end is not None and end <= begin:
            scheduler['end'] = begin + 1


def refocuser(args, size: int) -> Config:
    """The localisation network alone, on the user's data."""
    cfg = read_config(_REFOCUS)
    cfg.model.stn.output_size = size
    _point(cfg, args)
    stated = cfg.train_cfg.max_iters
    iters = args.iters or stated
    cfg.train_cfg.update(max_iters=iters, val_interval=iters)
    scale_schedule(cfg, iters / stated)
    cfg.default_hooks.checkpoint.interval = max(1, iters // 5)
    return cfg


def with_front_end(
    plain: Config, stn_checkpoint: Optional[str] = None
) -> Config:
    """The recogniser behind the localisation network, nothing retrained.

    Args:
        plain (Config): Of the recogniser. It is left as it is.
        stn_checkpoint (str, optional): Of the localisation network. Defaults
            to the released one.
    """
    parts = read_config(PARTS)
    cfg, size = Config(plain.to_dict()), input_size(plain)
    kind = cfg.model.type.split('.')[-1]
    front_end = parts.front_end.to_dict()
    front_end['stn']['output_size'] = size
    # Where the view nearly agrees with the box, it is what plain would see.
    keep_box = front_end['stn']['steps'].get('keep_box')
    if keep_box:
        keep_box['context'] = _test_crop(plain).get('context', 1.1)
    if stn_checkpoint is not None:
        front_end['stn_checkpoint'] = stn_checkpoint
    cfg.model.update(front_end, type=f'STN{kind}')
    _use_stn_constructor(cfg.optim_wrapper)
    crop = parts.test_dataloader.dataset.pipeline.crop
    side = min(round(_TEST_CROP * size), _LARGEST_CROP)
    for part in ('train', 'val', 'test'):
        pipeline = cfg[f'{part}_dataloader'].dataset.pipeline
        pipeline.crop.update(context=crop.context, size=max(side, 2 * size))
    cfg.val_evaluator = [dict(type='AccMetric'), dict(type='ViewIoUMetric')]
    cfg.test_evaluator = cfg.val_evaluator
    cfg.load_from = None
    return cfg


def _use_stn_constructor(optim_wrapper: dict) -> None:
    """Put the STN's constructor around the one that is there, in place."""
    base = optim_wrapper.get('constructor')
    if base:
        paramwise = dict(optim_wrapper.get('paramwise_cfg') or {})
        paramwise['base_constructor'] = base
        optim_wrapper['paramwise_cfg'] = paramwise
    optim_wrapper['constructor'] = 'STNOptimWrapperConstructor'


def input_size(cfg: Config) -> int:
    """Side of the crops of a config."""
    return _test_crop(cfg)['size']


def _test_crop(cfg: Config) -> dict:
    for step in pipeline_steps(cfg.test_dataloader.dataset.pipeline):
        if step['type'] == 'TubeCrop':
            return step
    raise ValueError('the test pipeline of this config has no TubeCrop')


def resized(cfg: Config, size: int) -> Config:
    """The same recogniser on crops of another size."""
    cfg = Config(cfg.to_dict())
    for part in ('train', 'val', 'test'):
        cfg[f'{part}_dataloader'].dataset.pipeline.crop.size = size
    return cfg


def write(cfg: Config, path: str) -> str:
    """Write what a training or a test reads of a config; the path."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Config({k: cfg[k] for k in _KEYS if k in cfg}).dump(path)
    return path
