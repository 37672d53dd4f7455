"""An image network of timm on every frame, for 2-D and 3-D recognisers."""

import os
from typing import Optional

import torch
from mmaction.registry import MODELS
from mmengine.model import BaseModule
from torch import Tensor, nn

from ..transformer.graphs import is_recorded
from .folded import fingerprint, folded

#: Packages whose errors mean that a download failed.
_DOWNLOADERS = {'huggingface_hub', 'httpx', 'requests', 'urllib3'}


@MODELS.register_module()
class TimmFrames(BaseModule):
    """A timm network that puts out its last feature map.

    Unlike MMAction2's ``timm.`` backbones it can be frozen, runs in a 3-D
    recogniser (each frame by itself: a 2-D network inflated with temporal
    kernels of 1), and computes channels last, which is 3 times as fast for
    EfficientNet on a CPU. Where it is frozen its batch norms are folded into
    its convolutions, in a copy that no state dict knows.

    Args:
        name (str): Name of the model in timm.
        frozen (bool): No weight and no batch-norm statistic changes. On a few
            hundred clips a frozen network beats a fine-tuned one.
        **kwargs: See ``timm.create_model``: ``pretrained=True``, or
            ``checkpoint_path`` of a file of weights.

    Raises:
        ValueError: The weights cannot be downloaded, or the file is missing.
    """

    def __init__(self, name: str, frozen: bool = True, **kwargs) -> None:
        super().__init__()
        try:
            import timm
        except ImportError:
            raise ImportError(
                "TimmFrames needs timm: pip install -e '.[timm]'"
            ) from None
        self.frozen = frozen
        self.net = _create(timm, name, kwargs)
        self.net.to(memory_format=torch.channels_last)
        self.net.requires_grad_(not frozen)
        self._folded = None
        self.train()

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) to (B, C', h, w); (B, C, T, H, W) likewise with T."""
        frames = x.transpose(1, 2).flatten(0, 1) if x.dim() == 5 else x
        copy = self.folded
        net = self.net if copy is None else copy['net']
        maps = net.forward_features(
            frames.contiguous(memory_format=torch.channels_last)
        )
        if x.dim() == 4:
            return maps
        return maps.unflatten(0, (x.shape[0], x.shape[2])).transpose(1, 2)

    @property
    def folded(self) -> Optional[nn.Module]:
        """The network again, as ``net``, without batch norms.

        None where it trains, and while a graph is recorded, which is to hold
        the weights of the checkpoint.
        """
        if not self.frozen or is_recorded():
            return None
        now = fingerprint(self.net)
        if self._folded is None or self._folded[0] != now:
            # in a tuple, so that it is no submodule
            self._folded = now, nn.ModuleDict(dict(net=folded(self.net)))
        return self._folded[1]

    def train(self, mode: bool = True) -> nn.Module:
        super().train(mode)
        self._folded = None  # in-place changes of .data show nowhere
        if self.frozen:
            self.net.eval()
        return self


def _create(timm, name: str, kwargs: dict) -> nn.Module:
    """The network; a download that fails is one line that names the option.

    What timm raises then depends on the versions of the packages below it.
    """
    path = kwargs.get('checkpoint_path')
    if path and not os.path.isfile(path):
        raise ValueError(
            f'model.backbone.checkpoint_path={path}: no such file. It is for '
            f"the weights of timm's {name} with num_classes=0; with "
            "pretrained=True and checkpoint_path='' timm downloads them"
        )
    try:
        return timm.create_model(name, num_classes=0, **kwargs)
    except Exception as error:
        if not kwargs.get('pretrained') or not _is_of_network(error):
            raise
        raise ValueError(
            f'the weights of {name} cannot be downloaded '
            f'({type(error).__name__}): without a network, give a file of '
            'them by --cfg-options model.backbone.pretrained=False '
            'model.backbone.checkpoint_path=FILE'
        ) from error


def _is_of_network(error: BaseException) -> bool:
    """Whether an error, or what it was raised from, is of a download."""
    while error is not None:
        packages = {
            kind.__module__.split('.')[0] for kind in type(error).mro()
        }
        if isinstance(error, OSError) or packages & _DOWNLOADERS:
            return True
        error = error.__cause__ or error.__context__
    return False
