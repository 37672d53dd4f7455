"""Shared code of all models with an STN: re-focus, losses and records."""

from typing import List, NamedTuple, Optional

from mmaction.registry import MODELS
from torch import Tensor, nn

from ..transformer import ParallelSpatialTransformer, SpatialTransformer, View
from ..transformer.look import Normalise, unchanged
from ..transformer.regularizers import REGULARIZERS
from ..transformer.view import CropBoxes
from .checkpoint_file import read_checkpoint
from .crop_boxes import crop_boxes_of
from .data_preprocessor import STNDataPreprocessor, check_sampler
from .refocus_loss import refocus_targets
from .refocusing_checks import check_finite, check_frames, check_regularizers

MODELS.register_module(module=SpatialTransformer)
MODELS.register_module(module=ParallelSpatialTransformer)


class Refocused(NamedTuple):
    """Clips after the spatial transformer.

    Args:
        pixels (Tensor): (B, C, T, h, w), the input of the backbone; K
            parallel views give (B * K, C, T, h, w).
        looks (list[View]): The view that the localisation network found at
            each look. The losses use these.
        recorded (View): The view for records, metrics and pictures.
        sampled (View): The view that ``pixels`` show.
    """

    pixels: Tensor
    looks: List[View]
    recorded: View
    sampled: View


class Refocusing(nn.Module):
    """Mixin of the models that own a :class:`SpatialTransformer` ``stn``.

    Args:
        stn (dict): Config of the transformer.
        loss_refocus (dict, optional): Config of the loss between the view and
            the clean box. Without it theta learns from the other losses.
        stn_checkpoint (str, optional): Checkpoint whose ``stn.*`` weights are
            loaded, from a training of the localisation network alone.
        detach_view (bool): Keep the classification loss from theta.
        stn_regularizers (dict, optional): Weights of ``identity``,
            ``smoothness`` (over time) and ``outside`` (of the crop).
    """

    #: Where the person's box lies in the crop (normalised ``xyxy``), in place
    #: of what data samples say: for exports and measurements.
    box_in_crop: Optional[CropBoxes] = None

    def _init_refocusing(
        self,
        stn: dict,
        *,
        loss_refocus: Optional[dict] = None,
        stn_checkpoint: Optional[str] = None,
        detach_view: bool = False,
        stn_regularizers: Optional[dict] = None,
    ) -> None:
        self.stn = MODELS.build({'type': 'SpatialTransformer', **stn})
        preprocessor = self.data_preprocessor
        check_sampler(preprocessor, self.stn.sampler.padding_mode)
        if isinstance(preprocessor, STNDataPreprocessor):
            preprocessor.normalised_by_model = True
        self.loss_refocus = loss_refocus and MODELS.build(loss_refocus)
        if loss_refocus and self.stn.transformation.parallel:
            raise ValueError(
                'parallel views have no clean box each, so remove '
                'loss_refocus; their theta learns from the other losses'
            )
        self.stn_checkpoint = stn_checkpoint
        self.detach_view = detach_view
        self.stn_regularizers = dict(stn_regularizers or {})
        check_regularizers(self.stn_regularizers, self.stn.temporal.by_frame)
        if detach_view and not (loss_refocus or stn_regularizers):
            # No loss reaches theta. Several processes would wait for its
            # gradient (find_unused_parameters), so say that there is none.
            self.stn.requires_grad_(False)
        self._load_stn_checkpoint()

    def init_weights(self) -> None:
        super().init_weights()
        self._load_stn_checkpoint()

    def _load_stn_checkpoint(self) -> None:
        if self.stn_checkpoint is None:
            return
        holder = nn.Module()
        holder.stn = self.stn
        wrong = _load_strictly(holder, self.stn_checkpoint)
        if wrong:
            raise ValueError(
                f'stn_checkpoint {self.stn_checkpoint} does not fit the stn '
                f'of this config: {wrong}; use the stn=dict(...) it was '
                'trained with'
            )

    @property
    def normalise(self) -> Normalise:
        """Mean and std of sampled clips (B, C, T, h, w).

        Those of an ``STNDataPreprocessor``; any other has normalised the
        inputs before.
        """
        return getattr(self.data_preprocessor, 'normalise', unchanged)

    def localise(
        self,
        clips: Tensor,
        data_samples=None,
        normalise: Optional[Normalise] = None,
    ) -> List[View]:
        """The view that each look finds; the last one counts.

        Args:
            clips (Tensor): (B, C, T, H, W).
            data_samples (list[ActionDataSample], optional): Say where the
                person's box lies in the crops.
            normalise (Callable, optional): Replaces the model's own, for
                clips that are normalised already.

        Raises:
            FloatingPointError: A theta is not finite (looked at where data
                samples are given). Sampling there crashes on a CPU.
        """
        boxes = self.box_in_crop
        asked = self.stn.needs_boxes and boxes is None
        if asked and data_samples is not None:
            boxes = crop_boxes_of(data_samples, clips)
        network = getattr(self, 'backbone', None)
        normalise = normalise or self.normalise
        views = self.stn.localise(clips, network, boxes, normalise)
        if data_samples is not None:
            check_finite(views[-1].theta, clips, data_samples)
        return views

    def refocus(self, clips: Tensor, data_samples=None) -> Refocused:
        """Localise, take the view steps and sample (B, C, T, H, W) clips."""
        looks = self.localise(clips, data_samples)
        recorded, sampled = self.stn.take_steps(looks[-1])
        if self.detach_view:
            sampled = sampled.detach()
        pixels = self.stn.warp(clips, sampled, self.normalise)
        return Refocused(pixels, looks, recorded, sampled)

    def refocus_losses(
        self, looks: List[View], clips: Tensor, data_samples
    ) -> dict:
        """The losses of the view: ``loss_refocus`` and the regularisers."""
        losses = {}
        if self.loss_refocus is not None:
            targets = refocus_targets(
                data_samples, clips.shape[-2:], looks[-1].theta
            )
            corners = [
                view.per_sample(view.corners(), len(data_samples))
                for view in looks
            ]
            check_frames(corners[-1], targets)
            losses['loss_refocus'] = self.loss_refocus(corners, targets)
        for name, weight in self.stn_regularizers.items():
            value = REGULARIZERS[name](looks[-1])
            losses[f'loss_stn_{name}'] = weight * value
        return losses

    @staticmethod
    def record_views(recorded: View, sampled: View, data_samples) -> None:
        """Write where each view looked into the data samples.

        Adds the records of :meth:`View.record`, which are of ``recorded``,
        and ``sampled_theta`` (F, ...), that of what the backbone was shown.
        """
        num = len(data_samples)
        records = recorded.record(num)
        records['sampled_theta'] = sampled.record(num)['theta']
        for i, sample in enumerate(data_samples):
            for name, values in records.items():
                sample.set_field(values[i], name)


def _load_strictly(module: nn.Module, path: str) -> str:
    """Load the keys of ``module`` out of a checkpoint.

    Returns:
        str: What does not fit, or ``''`` if all was loaded.
    """
    try:
        checkpoint = read_checkpoint(path)
    except FileNotFoundError:
        raise FileNotFoundError(
            f'stn_checkpoint {path}: no such file. Train the localisation '
            'network alone first (configs/jhmdb/stn-refocus_*), or name '
            'another checkpoint: --cfg-options model.stn_checkpoint=FILE'
        ) from None
    state = checkpoint.get('state_dict', checkpoint)
    own = module.state_dict()
    state = {key: value for key, value in state.items() if key in own}
    missing = sorted(set(own) - set(state))
    shapes = [k for k in state if state[k].shape != own[k].shape]
    if missing or shapes:
        return f'missing {missing[:4]}, other shapes {shapes[:4]}'
    module.load_state_dict(state)
    return ''
