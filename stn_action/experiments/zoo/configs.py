"""The recognition configs of the installed MMAction2, with an STN put in."""

import importlib.util
import tempfile
from pathlib import Path
from typing import List, Optional

import mmaction
from mmengine.config import Config

#: Folders of the wheel whose configs recognise actions in clips.
FOLDERS = ('recognition', 'recognition_audio', 'skeleton')

_STN_TYPES = dict(
    Recognizer2D='STNRecognizer2D', Recognizer3D='STNRecognizer3D'
)
_NO_PICTURE = dict(
    RecognizerAudio='audio: the input is a spectrogram, there is no picture '
    'to re-focus',
    RecognizerGCN='skeleton: the input is joint coordinates, there is no '
    'picture to re-focus',
    MMRecognizer3D='RGB and skeleton: MMRecognizer3D takes a dict of both '
    'inputs, which one view cannot re-focus',
    RecognizerOmni='images and clips: RecognizerOmni trains on both at once, '
    'there is no STN variant of it',
)
_PACKAGES = ('mmcls', 'mmpretrain', 'timm', 'torchvision')

# The lines of the README, and nothing else.
_CHILD = """\
_base_ = [{base!r}, {preset!r}]
custom_imports = dict(imports=['stn_action'])
stn = _base_.stn
stn.looks_at.update({stn!r})
model = dict(type={type!r}, stn=stn)
optim_wrapper = dict(
    constructor='STNOptimWrapperConstructor', {optim_wrapper})
custom_hooks = [dict(type='STNHealthHook')]
"""


def zoo_root() -> Path:
    """The configs that lie in the MMAction2 wheel."""
    return Path(mmaction.__file__).parent / '.mim/configs'


def find_configs(pattern: str = '*') -> List[Path]:
    """Configs whose path below ``zoo_root()`` matches, e.g. ``*/tsm/*``."""
    root = zoo_root()
    paths = [p for folder in FOLDERS for p in (root / folder).rglob('*.py')]
    return sorted(p for p in paths if p.relative_to(root).match(pattern))


def load_config(path: Path, preset: Optional[str] = None) -> Config:
    """A config of the zoo as it is, or with the STN of a preset put in.

    Args:
        path: The config's file.
        preset: Path of an STN preset, ``stn_action::...`` or of a file.
    """
    plain = Config.fromfile(path)
    if preset is None:
        return plain
    text = _CHILD.format(
        base=str(path),
        preset=preset,
        stn=_channels(plain),
        type=_STN_TYPES[plain.model.type],
        optim_wrapper=_optim_wrapper(plain),
    )
    with tempfile.TemporaryDirectory() as folder:
        child = Path(folder) / path.name
        child.write_text(text)
        return Config.fromfile(child)


def _optim_wrapper(cfg: Config) -> str:
    """Settings that the child's ``optim_wrapper`` needs to keep."""
    theirs = cfg.get('optim_wrapper')
    if theirs is None:  # a config for testing alone
        return "optimizer=dict(type='SGD', lr=0.01, momentum=0.9)"
    base = theirs.get('constructor')
    return f'paramwise_cfg=dict(base_constructor={base!r})' if base else ''


def _channels(cfg: Config) -> dict:
    channels = in_channels(cfg)
    return {} if channels == 3 else dict(channels=channels)


def in_channels(cfg: Config) -> int:
    """C of a frame; a stack of optical flow has two for each time step."""
    return len(cfg.model.get('data_preprocessor', {}).get('mean', [0] * 3))


def pipeline(cfg: Config) -> list:
    """Transforms of training, or of the test where there is no training."""
    return cfg.get('train_pipeline') or cfg.get('test_pipeline') or []


def modality(cfg: Config) -> str:
    """``rgb`` or ``flow`` of a 2-D or 3-D recogniser, else ``other``."""
    if cfg.model.type not in _STN_TYPES or _has_heat_maps(cfg):
        return 'other'
    return 'rgb' if in_channels(cfg) == 3 else 'flow'


def why_unfit(cfg: Config) -> str:
    """Why an STN cannot work in a config, or here; empty if it can."""
    kind = cfg.model.type
    if kind not in _STN_TYPES:
        return _NO_PICTURE.get(kind, f'{kind}: there is no STN variant of it')
    if _has_heat_maps(cfg):
        return (
            'skeleton: the input is heat maps of joints, there is no '
            'picture to re-focus'
        )
    package = str(cfg.model.backbone.type).split('.')[0]
    if package in _PACKAGES and importlib.util.find_spec(package) is None:
        return f'its backbone needs {package}, which is not installed'
    return ''


def _has_heat_maps(cfg: Config) -> bool:
    return any(t['type'] == 'GeneratePoseTarget' for t in pipeline(cfg))
