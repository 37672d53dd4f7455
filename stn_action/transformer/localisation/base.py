"""Base class of localisation networks: random, and identity at first."""

from abc import ABC, abstractmethod
from typing import Optional

from torch import Tensor, nn


class LocalisationNetwork(nn.Module, ABC):
    """Regresses the parameters of a transformation from thumbnails.

    ``forward`` maps (B, C, S, S) to (B, P). The last layer, ``regressor``,
    starts at zero, which every transformation reads as the identity.

    Args:
        norm_eval (bool): Batch norm uses its stored statistics in training,
            too. At 1e-3 of the backbone's rate the weights hardly change,
            while running statistics would drift away from those that the
            network was trained with. Defaults to False.

    Raises:
        ValueError: Pretrained weights are asked for.
    """

    #: The last layer, an ``nn.Linear`` of P outputs.
    regressor: nn.Linear

    def __init__(
        self,
        norm_eval: bool = False,
        pretrained: Optional[object] = None,
        init_cfg: Optional[dict] = None,
    ) -> None:
        super().__init__()
        self.norm_eval = norm_eval
        if pretrained or _asks_for_pretrained(init_cfg):
            raise ValueError(
                f'{type(self).__name__} was asked to start from pretrained '
                f'weights ({pretrained or init_cfg!r}). A localisation '
                'network starts at random: pretraining encodes what is seen, '
                'theta is where it is. Remove the key; to reuse a '
                'localisation network that was trained for re-focusing, give '
                'the recogniser stn_checkpoint=...'
            )

    def train(self, mode: bool = True) -> 'LocalisationNetwork':
        super().train(mode)
        if self.norm_eval:
            for module in self.modules():
                if isinstance(module, nn.modules.batchnorm._BatchNorm):
                    module.eval()
        return self

    @abstractmethod
    def forward(self, thumbnails: Tensor) -> Tensor:
        """(B, C, S, S) to (B, P)."""

    def init_weights(self) -> None:
        """Random layers, zero regressor (also called by MMEngine)."""
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight, nonlinearity='relu')
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        nn.init.zeros_(self.regressor.weight)
        nn.init.zeros_(self.regressor.bias)


def _asks_for_pretrained(init_cfg) -> bool:
    """Whether MMEngine's ``init_cfg``, a dict or a list of dicts, does."""
    parts = [init_cfg] if isinstance(init_cfg, dict) else init_cfg or []
    kinds = [part.get('type') for part in parts]
    names = [getattr(kind, '__name__', str(kind)) for kind in kinds]
    return any(
        name.rpartition('.')[2] in ('Pretrained', 'PretrainedInit')
        for name in names
    )
