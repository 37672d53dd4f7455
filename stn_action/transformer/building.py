"""Building a part from ``dict(type=..., ...)`` without any registry package.

The torch core stands alone, so it looks names up in a plain table. A class
or a ready module in place of the name works as well.
"""

from typing import Dict, Type, Union

from torch import nn

PartCfg = Union[str, dict, nn.Module]


def build_part(
    cfg: PartCfg, table: Dict[str, Type[nn.Module]], kind: str, **defaults
) -> nn.Module:
    """Build ``cfg``.

    Args:
        cfg (str | dict | nn.Module): A name of ``table``, a dict whose
            ``type`` is such a name or a class, or a module (returned as is).
        table (dict): The known names.
        kind (str): What is being built, for the error message.
        **defaults: Arguments that ``cfg`` may override.

    Raises:
        KeyError: The name is not in ``table``.
        TypeError: ``cfg`` is of another kind or has no ``type``.
    """
    if isinstance(cfg, nn.Module):
        return cfg
    if isinstance(cfg, str):
        cfg = dict(type=cfg)
    if not isinstance(cfg, dict) or 'type' not in cfg:
        raise TypeError(
            f'{kind} must be a name, a dict with a "type" or a '
            f'module, got {cfg!r}'
        )
    cfg = {**defaults, **cfg}
    part = cfg.pop('type')
    if isinstance(part, str):
        if part not in table:
            raise KeyError(
                f'unknown {kind} {part!r}; known are '
                f'{", ".join(sorted(table))}'
            )
        part = table[part]
    return part(**cfg)
