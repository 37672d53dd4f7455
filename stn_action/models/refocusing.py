"""What every model with an STN shares: warp, loss of the view, record."""

from typing import List, Optional, Tuple

import torch
from mmaction.registry import MODELS
from mmengine.runner import CheckpointLoader
from torch import Tensor, nn

from ..conventions import denormalise_boxes
from ..transformer import ParallelSpatialTransformer, SpatialTransformer
from ..transformer.regularizers import (
    identity_prior,
    out_of_crop,
    temporal_smoothness,
)
from ..transformer.temporal import pull_together
from .keep_box import KeepBox
from .refocus_loss import refocus_targets
from .refocusing_checks import (
    check_finite,
    check_frames,
    check_regularizers,
    check_steady,
)
from .view_boxes import enclosing_boxes, per_frame

MODELS.register_module(module=SpatialTransformer)
MODELS.register_module(module=ParallelSpatialTransformer)


class Refocusing(nn.Module):
    """Mixin of the models that own a :class:`SpatialTransformer` ``stn``.

    Args:
        stn (dict): Config of the transformer.
        loss_refocus (dict, optional): Config of the loss between the view and
            the clean box. Without it theta learns from the other losses.
        stn_checkpoint (str, optional): Checkpoint whose ``stn.*`` weights are
            loaded, from a training of the localisation network alone.
        detach_view (bool): Keep the classification loss from theta.
        theta_noise (float): In training, the view is moved and scaled at
            random by up to this share of its side, all frames of a clip
            alike, so that the backbone learns to bear an imperfect theta.
            0 is off.
        stn_regularizers (dict, optional): Weights of ``identity``,
            ``smoothness`` (over time) and ``outside`` (of the crop).
        view_context (float): What is sampled is wider than the view by this
            factor, as recognisers take context around a box: a limb cut off
            costs more than some background. The loss and the records are of
            the view itself. Defaults to 1.
        steady (float): The thetas of a clip's frames are pulled together as
            far as they differ by what the localisation network errs by, this
            share of the view's side (:func:`pull_together`). Not in the loss.
            0 is off.
        keep_box (dict, optional): Arguments of :class:`KeepBox`: a box that
            the view nearly agrees with is left alone.
        stn_norm_eval (bool): The batch norm of the localisation network runs
            on its stored statistics in training, too. With a rate of 1e-3 of
            the backbone's nothing but these would change much, and away from
            those that the network was trained with. Defaults to False.
    """

    def _init_refocusing(
        self,
        stn: dict,
        loss_refocus: Optional[dict] = None,
        stn_checkpoint: Optional[str] = None,
        detach_view: bool = False,
        theta_noise: float = 0.0,
        stn_regularizers: Optional[dict] = None,
        view_context: float = 1.0,
        steady: float = 0.0,
        keep_box: Optional[dict] = None,
        stn_norm_eval: bool = False,
    ) -> None:
        self.stn = MODELS.build({'type': 'SpatialTransformer', **stn})
        self.loss_refocus = loss_refocus and MODELS.build(loss_refocus)
        if loss_refocus and self.stn.num_views > 1:
            raise ValueError(
                'parallel views have no clean box each, so remove '
                'loss_refocus; their theta learns from the other losses'
            )
        self.stn_checkpoint = stn_checkpoint
        self.detach_view = detach_view
        self.theta_noise = theta_noise
        if not view_context > 0:
            raise ValueError(f'view_context must be > 0, got {view_context}')
        self.view_context = view_context
        self.steady = steady
        if steady:
            check_steady(steady, self.stn)
        self.keep_box = keep_box and KeepBox(**keep_box)
        self.stn_norm_eval = stn_norm_eval
        self.stn_regularizers = dict(stn_regularizers or {})
        check_regularizers(self.stn_regularizers, self.stn.temporal)
        if detach_view and not (loss_refocus or stn_regularizers):
            # No loss reaches theta. Several processes would wait for its
            # gradient (find_unused_parameters), so say that there is none.
            self.stn.requires_grad_(False)
        self._load_stn_checkpoint()

    def init_weights(self) -> None:
        super().init_weights()
        self._load_stn_checkpoint()

    def train(self, mode: bool = True) -> nn.Module:
        super().train(mode)
        if getattr(self, 'stn_norm_eval', False):
            for module in self.stn.modules():
                if isinstance(module, nn.modules.batchnorm._BatchNorm):
                    module.eval()
        return self

    def _load_stn_checkpoint(self) -> None:
        if self.stn_checkpoint is None:
            return
        holder = nn.Module()
        holder.stn = self.stn
        missing = _load_strictly(holder, self.stn_checkpoint)
        if missing:
            raise ValueError(
                f'stn_checkpoint {self.stn_checkpoint} does not fit the stn '
                f'of this config: {missing}; use the stn=dict(...) it was '
                'trained with'
            )

    def localise(self, clips: Tensor, data_samples=None) -> List[Tensor]:
        """theta of every step for (B, C, T, H, W) clips.

        Raises:
            FloatingPointError: A theta is not finite (looked at where data
                samples are given). Sampling there crashes on a CPU.
        """
        thetas = self.stn.localise(clips, getattr(self, 'backbone', None))
        if data_samples is not None:
            check_finite(thetas[-1], clips, data_samples)
        return thetas

    def refocus(
        self, clips: Tensor, data_samples=None
    ) -> Tuple[Tensor, List[Tensor]]:
        """Warp (B, C, T, H, W) clips; theta of every step comes along."""
        thetas = self.localise(clips, data_samples)
        theta = self.widen(self.settle(thetas[-1]))
        theta = theta.detach() if self.detach_view else theta
        if self.training and self.theta_noise:
            theta = self._with_noise(theta)
        return self.stn.warp(clips, theta), thetas

    def settle(self, theta: Tensor) -> Tensor:
        """The view of theta: steady over time, and the box where it is kept."""
        if self.steady:
            theta = pull_together(theta, self.steady)
        if self.keep_box is None:
            return theta
        return self.keep_box(theta, self.stn.transformation, otherwise=theta)

    def widen(self, theta: Tensor) -> Tensor:
        """What is sampled of a settled theta: ``view_context`` around it.

        A box that is kept has its context already, and agrees with itself.
        """
        if self.view_context == 1:
            return theta
        family = self.stn.transformation
        zoom = theta.new_tensor(
            [[self.view_context, 0, 0], [0, self.view_context, 0]]
        )
        wide = family.compose(theta, zoom.expand(*theta.shape[:-2], 2, 3))
        if self.keep_box is None:
            return wide
        return self.keep_box(theta, family, otherwise=wide)

    def _with_noise(self, theta: Tensor) -> Tensor:
        # One draw a clip: what a view errs by hardly changes within one, and
        # noise from frame to frame would look like motion.
        lead = theta.shape[:-2]
        if self.stn.temporal != 'clip':
            lead = (lead[0], 1, *lead[2:])
        noise = theta.new_zeros(*lead, 2, 3)
        scale = 1 + theta.new_empty(lead).uniform_(-1, 1) * self.theta_noise
        noise[..., 0, 0] = noise[..., 1, 1] = scale
        noise[..., 2].uniform_(-self.theta_noise, self.theta_noise)
        return self.stn.transformation.compose(theta, noise)

    def refocus_losses(
        self, thetas: List[Tensor], clips: Tensor, data_samples
    ) -> dict:
        """The losses of the view: ``loss_refocus`` and the regularisers."""
        losses = {}
        family = self.stn.transformation
        if self.loss_refocus is not None:
            targets = refocus_targets(
                data_samples, clips.shape[-2:], thetas[-1]
            )
            corners = [
                self._corners(theta, clips, len(data_samples))
                for theta in thetas
            ]
            check_frames(corners[-1], targets)
            losses['loss_refocus'] = self.loss_refocus(corners, targets)
        for name, weight in self.stn_regularizers.items():
            if name == 'identity':
                value = identity_prior(thetas[-1], family)
            elif name == 'smoothness':
                value = temporal_smoothness(thetas[-1])
            else:
                value = out_of_crop(thetas[-1], family)
            losses[f'loss_stn_{name}'] = weight * value
        return losses

    def _corners(self, theta: Tensor, clips: Tensor, num: int) -> Tensor:
        """Of every frame of ``num`` samples, (N, F, 4, 2) or with K views."""
        corners = self.stn.transformation.corners(theta)
        frames = clips.shape[2]
        if self.stn.num_views == 1:
            return per_frame(corners, num, frames)
        views = [per_frame(view, num, frames) for view in corners.unbind(-3)]
        return torch.stack(views, 2)

    @torch.no_grad()
    def record_views(self, theta: Tensor, clips: Tensor, data_samples) -> None:
        """Write where each view looked into the data samples.

        Adds, of every frame, ``view_corners`` (F, 4, 2) normalised,
        ``view_boxes`` (F, 4) in crop pixels, the box around the view's
        quadrilateral, ``view_outlines`` (F, P, 2) normalised, its border,
        which is curved for thin-plate splines, and ``theta`` (F, ...). K
        parallel views give (F, K, 4, 2), (F, K, 4), (F, K, P, 2) and
        (F, K, ...).
        """
        theta = self.settle(theta)
        num = len(data_samples)
        corners = self._corners(theta, clips, num)
        records = dict(
            view_corners=corners,
            view_boxes=denormalise_boxes(
                enclosing_boxes(corners), clips.shape[-2:]
            ),
            view_outlines=self._each_frame(
                self.stn.transformation.outline(theta), clips, num
            ),
            theta=self._each_frame(theta, clips, num),
        )
        for i, sample in enumerate(data_samples):
            for name, values in records.items():
                sample.set_field(values[i], name)

    def _each_frame(self, values: Tensor, clips: Tensor, num: int) -> Tensor:
        """What a theta gives, for each frame of ``num`` samples: (N, F, ...)."""
        if self.stn.temporal == 'clip':
            shared = values.unsqueeze(1)
            values = shared.expand(-1, clips.shape[2], *values.shape[1:])
        return values.flatten(0, 1).unflatten(0, (num, -1))


def _load_strictly(module: nn.Module, path: str) -> str:
    """Load the keys of ``module`` out of a checkpoint; '' or what is off."""

    try:
        checkpoint = CheckpointLoader.load_checkpoint(path, map_location='cpu')
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
