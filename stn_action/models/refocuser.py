"""Training the localisation network alone, no backbone in the loop."""

from typing import Optional

from mmaction.registry import MODELS
from mmengine.model import BaseModel
from torch import Tensor

from ..transformer.look import unchanged
from .clip_jitter import ClipJitter
from .refocusing import Refocusing


@MODELS.register_module()
class STNRefocuser(Refocusing, BaseModel):
    """A spatial transformer trained on the re-focus loss alone.

    Its checkpoint holds ``stn.*``, which a recogniser takes with
    ``stn_checkpoint=...``. There is no backbone here, so the optimiser's
    learning rate is the localisation network's own.

    Args:
        stn (dict): Config of :class:`SpatialTransformer`.
        loss_refocus (dict): Config of the loss.
        backbone (dict, optional): Config of the recogniser's backbone, for an
            ``stn`` that reads its ``features``. It is not trained.
        jitter (dict, optional): Arguments of :class:`ClipJitter`, colour
            augmentation in training; ``dict()`` takes its defaults.
        data_preprocessor (dict, optional): See MMAction2's recognisers.
        stn_regularizers (dict, optional): See :class:`Refocusing`.
    """

    def __init__(
        self,
        stn: dict,
        loss_refocus: dict = dict(type='RefocusLoss'),  # noqa: B006, read only
        backbone: Optional[dict] = None,
        jitter: Optional[dict] = None,
        data_preprocessor: Optional[dict] = None,
        stn_regularizers: Optional[dict] = None,
    ) -> None:
        if data_preprocessor is None:
            data_preprocessor = dict(type='ActionDataPreprocessor')
        super().__init__(data_preprocessor=data_preprocessor)
        if backbone is not None:
            # Recognizer2D knows every kind: timm., torchvision., ...
            owner = MODELS.build(dict(type='Recognizer2D', backbone=backbone))
            self.backbone = owner.backbone.requires_grad_(False)
        self.jitter = None if jitter is None else ClipJitter(**jitter)
        self._init_refocusing(
            stn, loss_refocus=loss_refocus, stn_regularizers=stn_regularizers
        )

    def forward(self, inputs: Tensor, data_samples=None, mode='tensor'):
        """Losses (``loss``), recorded views (``predict``) or the view.

        Args:
            inputs (Tensor): (N, M, C, H, W), or (N, V, C, T, H, W).
            data_samples (list[ActionDataSample], optional): See
                ``refocus_targets``.
            mode (str): ``'loss'``, ``'predict'`` or ``'tensor'``.
        """
        if inputs.dim() not in (5, 6):
            raise ValueError(
                'STNRefocuser takes inputs (N, M, C, H, W) or '
                f'(N, V, C, T, H, W), got shape {tuple(inputs.shape)}'
            )
        if inputs.dim() == 5:
            clips = inputs.transpose(1, 2)
        else:
            clips = inputs.flatten(0, 1)
        if mode == 'tensor':
            return self.refocus(clips, data_samples).pixels
        normalise = self.normalise
        if mode == 'loss' and self.jitter is not None:
            # Its strengths are those of normalised clips.
            clips, normalise = self.jitter(normalise(clips)), unchanged
        looks = self.localise(clips, data_samples, normalise)
        if mode == 'loss':
            return self.refocus_losses(looks, clips, data_samples)
        if mode == 'predict':
            seen = self.stn.take_steps(looks[-1])
            self.record_views(seen.recorded, seen.sampled, data_samples)
            return data_samples
        raise ValueError(
            f"mode must be 'loss', 'predict' or 'tensor', got {mode!r}"
        )
