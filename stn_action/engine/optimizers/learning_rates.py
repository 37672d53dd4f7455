"""The STNs of a model, and the learning rate of its backbone."""

from itertools import accumulate
from typing import Dict, List, NamedTuple, Optional, Set, Tuple

from torch import nn

from ...transformer import SpatialTransformer


def find_stns(model: nn.Module) -> Dict[str, nn.Module]:
    """Every STN of a model by its name, such as ``stn``, in order.

    An STN is a :class:`SpatialTransformer`, or whatever module a model holds
    as ``stn``. An STN inside another one belongs to that one.
    """
    found: Dict[str, nn.Module] = {}
    for name, module in model.named_modules():
        is_one = isinstance(module, SpatialTransformer)
        if not is_one and name.rpartition('.')[2] != 'stn':
            continue
        if not any(name.startswith(f'{outer}.') for outer in found):
            found[name] = module
    return found


class BackboneRate(NamedTuple):
    """The learning rate of a backbone, and the range over its parameters."""

    lr: float
    low: float
    high: float

    def __str__(self) -> str:
        if self.low == self.high:
            return f"the backbone's {self.lr:g}"
        return (
            f"the backbone's {self.lr:g} (that of its median parameter; its "
            f'groups have {self.low:g} to {self.high:g})'
        )


def backbone_rate(
    model: nn.Module, param_groups: List[dict], key: str = 'lr'
) -> Optional[BackboneRate]:
    """The learning rate of the backbone's median trainable parameter.

    Half of the backbone's weights learn at this rate or a lower one. So it is
    the rate of the weights where biases have another one, the multiplied rate
    where the whole backbone has a multiplier, and that of the middle layers
    under layer decay. Its STNs do not count. A model without a ``backbone``
    is all backbone.

    Args:
        model (nn.Module): Not wrapped.
        param_groups (list[dict]): Parameter groups of the optimiser.
        key (str): ``'lr'``, the present rate, or ``'initial_lr'``, that of
            before the schedules (the present one where there are none).

    Returns:
        BackboneRate: None where no parameter of the backbone is trained.
    """
    counted = _rates(model, param_groups, key)
    if not counted:
        return None
    counted.sort()
    seen = accumulate(count for _, count in counted)
    half = sum(count for _, count in counted) / 2
    median = next(lr for (lr, _), up_to in zip(counted, seen) if up_to >= half)
    return BackboneRate(median, counted[0][0], counted[-1][0])


def _rates(
    model: nn.Module, param_groups: List[dict], key: str
) -> List[Tuple[float, int]]:
    """Rate and number of weights of each trained tensor of the backbone."""
    part = getattr(model, 'backbone', None)
    part = part if isinstance(part, nn.Module) else model
    skipped: Set[int] = {
        id(p) for stn in find_stns(model).values() for p in stn.parameters()
    }
    own = {
        id(p)
        for p in part.parameters()
        if p.requires_grad and id(p) not in skipped
    }
    return [
        (group.get(key, group['lr']), param.numel())
        for group in param_groups
        for param in group['params']
        if id(param) in own
    ]
