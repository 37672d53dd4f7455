"""Building a part from ``dict(type=..., ...)`` without any registry package.

The torch core stands alone, so it looks names up in a plain table. A class
or a ready part in place of the name works as well.
"""

from typing import Any, Dict, Type, TypeVar, Union

from torch import nn

PartCfg = Union[str, Dict[str, Any], object]

Part = TypeVar('Part')


def build_part(
    cfg: PartCfg,
    table: Dict[str, Type[Part]],
    kind: str,
    base: type = nn.Module,
    **defaults: Any,
) -> Part:
    """Build ``cfg``.

    Args:
        cfg (str | dict | base): A name of ``table``, a dict whose ``type`` is
            such a name or a class, or a part (returned as is).
        table (dict): The known names.
        kind (str): What is being built, for the error message.
        base (type): Class of the parts.
        **defaults: Arguments that ``cfg`` may override.

    Raises:
        KeyError: The name is not in ``table``.
        TypeError: ``cfg`` is of another kind or has no ``type``.
    """
    if isinstance(cfg, base):
        return cfg  # type: ignore[return-value]
    if isinstance(cfg, str):
        cfg = dict(type=cfg)
    if not isinstance(cfg, dict) or 'type' not in cfg:
        raise TypeError(
            f'{kind} must be a name, a dict with a "type" or a '
            f'{"module" if base is nn.Module else base.__name__}, got {cfg!r}'
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
