"""A frozen network with its batch norms folded into its convolutions."""

import copy
from typing import List, Tuple

from torch import fx, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval


class _Tracer(fx.Tracer):
    """Sees convolutions and batch norms, also those of timm, as wholes."""

    def is_leaf_module(self, module: nn.Module, name: str) -> bool:
        whole = isinstance(module, (nn.Conv2d, nn.BatchNorm2d))
        return whole or super().is_leaf_module(module, name)


def folded(network: nn.Module) -> nn.Module:
    """A copy in eval mode of the same numbers up to rounding.

    Where a batch norm alone reads a convolution, the convolution computes
    both, and of timm's ``BatchNormAct2d`` the activation is left. All modules
    keep their names, so its layers can be run one by one as before, though
    what a folded convolution gives is normalised already.

    Args:
        network (nn.Module): Of fixed weights and statistics. What
            ``torch.fx`` cannot trace is copied as it is.
    """
    network = copy.deepcopy(network).eval().requires_grad_(False)
    for conv, norm in _pairs(network):
        before, after = map(network.get_submodule, (conv, norm))
        network.set_submodule(conv, fuse_conv_bn_eval(before, after))
        rest = [
            getattr(after, k) for k in ('drop', 'act') if hasattr(after, k)
        ]
        network.set_submodule(norm, nn.Sequential(*rest))
    return network


def _pairs(network: nn.Module) -> List[Tuple[str, str]]:
    """Names of convolutions and the batch norms that alone read them."""
    try:
        nodes = _Tracer().trace(network).nodes
    except (fx.proxy.TraceError, TypeError, ValueError):
        return []  # control flow that depends on the pixels
    called = [node.target for node in nodes if node.op == 'call_module']
    pairs = []
    for node in nodes:
        if node.op != 'call_module' or len(node.users) != 1:
            continue
        (user,) = node.users
        names = [node.target, user.target]
        if user.op != 'call_module' or max(map(called.count, names)) > 1:
            continue
        conv, norm = map(network.get_submodule, names)
        if (
            isinstance(conv, nn.Conv2d)
            and isinstance(norm, nn.BatchNorm2d)
            and norm.running_mean is not None
        ):
            pairs.append(tuple(names))
    return pairs


def fingerprint(network: nn.Module) -> tuple:
    """A tuple that differs after a change of weights, statistics or device."""
    return tuple(
        (value.data_ptr(), value._version)
        for value in (*network.parameters(), *network.buffers())
    )
