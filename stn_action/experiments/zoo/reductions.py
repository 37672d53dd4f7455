"""Overrides that make a config of the zoo small and keep it off the net.

Resolution and depth shrink; widths, heads, layers' kinds, frames and
everything else of the config stay as they are.
"""

import inspect
from typing import Callable, Dict, Optional, Set

from mmaction.registry import MODELS
from mmengine.config import Config, ConfigDict

#: Pixels of a side, a multiple of the patches of nearly all transformers.
SIZE = 32


def side(cfg: Config) -> int:
    """Pixels of a side of the input: ``SIZE``, or 4 patches of 14."""
    patch = cfg.model.backbone.get('patch_size')
    return SIZE if not isinstance(patch, int) else SIZE // patch * patch


def reduce(cfg: Config) -> None:
    """Make the model of a config small, in place, by overrides alone."""
    overrides = _offline(cfg.model)
    backbone = cfg.model.backbone
    # 'timm.swin' stands for all sizes of it
    smaller = _BY_TYPE.get(backbone.type.split('_')[0], lambda b, size: {})
    overrides.update(
        {
            f'backbone.{key}': value
            for key, value in smaller(backbone, side(cfg)).items()
        }
    )
    overrides.update(_shallow(cfg.model))
    cfg.merge_from_dict({f'model.{k}': v for k, v in overrides.items()})
    test_cfg = cfg.model.get('test_cfg') or {}
    if 'max_testing_views' in test_cfg:  # so that two views take two rounds
        cfg.merge_from_dict({'model.test_cfg.max_testing_views': 1})


def _offline(node: ConfigDict, prefix: str = '') -> dict:
    """Switch off whatever would be read from the net or the disk.

    Returns the overrides; an ``init_cfg`` that reads a file is taken out in
    place, so that the class falls back to its own.
    """
    found = {
        prefix + flag: False
        for flag in ('pretrained2d', 'clip_pretrained')
        if flag in _parameters(node.get('type'))
    }
    for key, value in list(node.items()):
        if key in ('pretrained', 'pretrained_type', 'weights') and value:
            found[prefix + key] = False if value is True else None
        elif (
            key == 'init_cfg'
            and isinstance(value, dict)
            and value.get('type') == 'Pretrained'
        ):
            del node[key]
        elif isinstance(value, dict):
            found.update(_offline(value, f'{prefix}{key}.'))
    return found


def _parameters(kind: Optional[str]) -> Set[str]:
    """Names that the class of a config's ``type`` and its parents take.

    Several backbones want a file of weights unless one of them is False.
    """
    cls = kind and MODELS.get(kind)
    return {
        name
        for base in (cls.__mro__ if inspect.isclass(cls) else ())
        for name in inspect.signature(base.__init__).parameters
    }


def _shallow(node: ConfigDict, prefix: str = '') -> dict:
    """Residual networks of 101 and 152 layers become ones of 50."""
    found = {}
    for key, value in node.items():
        if key == 'depth' and value in (101, 152):
            found[prefix + key] = 50
        elif isinstance(value, dict):
            found.update(_shallow(value, f'{prefix}{key}.'))
    return found


def _c3d(backbone: ConfigDict, size: int) -> dict:
    last = size // 16 // 2 + 1  # four poolings, and one with padding
    return dict(out_dim=512 * last**2)


def _swin3d(backbone: ConfigDict, size: int) -> dict:
    from mmaction.models import SwinTransformer3D

    arch = backbone.arch
    arch = SwinTransformer3D.arch_zoo[arch] if isinstance(arch, str) else arch
    return dict(arch=dict(arch, depths=[1, 1, 2, 1], _delete_=True))


def _mvit(backbone: ConfigDict, size: int) -> dict:
    from mmaction.models import MViT

    arch = backbone.get('arch', 'base')
    arch = MViT.arch_zoo[arch] if isinstance(arch, str) else arch
    short = dict(
        arch, num_layers=5, downscale_indices=[1, 2, 3], _delete_=True
    )
    return dict(arch=short, spatial_size=size)


def _uniformer_v2(backbone: ConfigDict, size: int) -> dict:
    return dict(
        layers=2, n_layers=2, return_list=[0, 1], input_resolution=size
    )


_BY_TYPE: Dict[str, Callable] = {
    'C3D': _c3d,
    'SwinTransformer3D': _swin3d,
    'MViT': _mvit,
    'UniFormerV2': _uniformer_v2,
    'UniFormer': lambda b, size: dict(depth=[1, 1, 2, 1], img_size=size),
    'TimeSformer': lambda b, size: dict(
        num_transformer_layers=2, img_size=size
    ),
    'VisionTransformer': lambda b, size: dict(depth=2, img_size=size),
    'timm.swin': lambda b, size: dict(depths=[1, 1, 2, 1], img_size=size),
}
