"""MMAction2's recognisers with a spatial transformer before the backbone."""

from typing import Optional

from mmaction.models.recognizers import Recognizer2D, Recognizer3D
from mmaction.registry import MODELS
from torch import Tensor

from .refocusing import Refocusing


class _STNRecognizer(Refocusing):
    """The part that 2-D and 3-D recognisers share.

    The names of all other parameters are those of the parent class, so any
    checkpoint of MMAction2 loads with only ``stn.*`` missing. The features of
    the K views of a ``ParallelSpatialTransformer`` are concatenated: the head
    takes K times the backbone's channels.
    """

    def __init__(
        self,
        *args,
        stn: dict,
        loss_refocus: Optional[dict] = None,
        stn_checkpoint: Optional[str] = None,
        detach_view: bool = False,
        stn_regularizers: Optional[dict] = None,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._init_refocusing(
            stn,
            loss_refocus=loss_refocus,
            stn_checkpoint=stn_checkpoint,
            detach_view=detach_view,
            stn_regularizers=stn_regularizers,
        )

    def extract_feat(
        self,
        inputs: Tensor,
        stage: str = 'neck',
        data_samples=None,
        test_mode: bool = False,
    ) -> tuple:
        """Run the parent's ``extract_feat`` on the re-focused view."""
        clips = self.to_clips(inputs)
        seen = self.refocus(clips, data_samples)
        feats, kwargs = self.extract_view_feat(
            seen.pixels, inputs, stage, data_samples, test_mode
        )
        if test_mode and data_samples is not None:
            self.record_views(seen.recorded, seen.sampled, data_samples)
        elif data_samples is not None:
            aux = self.refocus_losses(seen.looks, clips, data_samples)
            kwargs['loss_aux'] = {**kwargs.get('loss_aux', {}), **aux}
        return feats, kwargs

    def extract_view_feat(
        self,
        pixels: Tensor,
        inputs: Tensor,
        stage: str = 'neck',
        data_samples=None,
        test_mode: bool = False,
    ) -> tuple:
        """The parent's ``extract_feat`` on the pixels of a view.

        Args:
            pixels (Tensor): ``pixels`` of :class:`Refocused`: one or K views
                of each of the B clips.
            inputs (Tensor): The batch that the clips were made of; its shape
                gives the layout.
        """
        # Upstream's predict passes no data samples; necks read them as
        # training (TPN would compute its auxiliary loss).
        num_views = self.stn.num_views
        parallel = num_views > 1
        feats, kwargs = super().extract_feat(
            self.from_clips(pixels, inputs),
            'neck' if parallel and stage == 'head' else stage,
            None if test_mode else data_samples,
            test_mode,
        )
        if parallel:
            feats = concat_views(feats, len(pixels) // num_views, num_views)
            if stage == 'head':
                feats = self.cls_head(feats, **kwargs)
        return feats, kwargs

    def predict(self, inputs: Tensor, data_samples, **kwargs):
        """Run the parent's ``predict`` and record the view in the samples."""
        feats, predict_kwargs = self.extract_feat(
            inputs, data_samples=data_samples, test_mode=True
        )
        return self.cls_head.predict(feats, data_samples, **predict_kwargs)

    def to_clips(self, inputs: Tensor) -> Tensor:
        """The batch as clips (B, C, T, H, W) that share a theta."""
        raise NotImplementedError

    def from_clips(self, clips: Tensor, inputs: Tensor) -> Tensor:
        """Back to the parent's layout (the size may be another)."""
        raise NotImplementedError


@MODELS.register_module()
class STNRecognizer2D(_STNRecognizer, Recognizer2D):
    """:class:`Recognizer2D` that re-focuses its crops first.

    All M views (N, M, C, H, W) of a sample are frames of one person's tube:
    they make up the clip that the transformer sees.

    Args:
        stn (dict): Config of :class:`SpatialTransformer`.
        **kwargs: See :class:`Refocusing` and :class:`Recognizer2D`.
    """

    def to_clips(self, inputs: Tensor) -> Tensor:
        _check_rank(self, inputs, 5, '(N, M, C, H, W)')
        return inputs.transpose(1, 2)

    def from_clips(self, clips: Tensor, inputs: Tensor) -> Tensor:
        return clips.transpose(1, 2).contiguous()


@MODELS.register_module()
class STNRecognizer3D(_STNRecognizer, Recognizer3D):
    """:class:`Recognizer3D` that re-focuses its clips first.

    Each of the V clips (N, V, C, T, H, W) of a sample gets its own theta.

    Args:
        stn (dict): Config of :class:`SpatialTransformer`.
        **kwargs: See :class:`Refocusing` and :class:`Recognizer3D`.
    """

    def to_clips(self, inputs: Tensor) -> Tensor:
        _check_rank(self, inputs, 6, '(N, V, C, T, H, W)')
        return inputs.flatten(0, 1)

    def from_clips(self, clips: Tensor, inputs: Tensor) -> Tensor:
        return clips.unflatten(0, (inputs.shape[0], -1))


def concat_views(feats, num_clips: int, num_views: int):
    """Join the features of parallel views along the channels.

    Args:
        feats (Tensor | tuple | None): (B * K * M, C, ...) of B clips, K views
            and M feature maps a clip, or a nested tuple of such.
        num_clips (int): B.
        num_views (int): K.

    Returns:
        Same kind: (B * M, K * C, ...).
    """
    if feats is None:
        return None
    if isinstance(feats, (tuple, list)):
        return type(feats)(
            concat_views(feat, num_clips, num_views) for feat in feats
        )
    feats = feats.unflatten(0, (num_clips, num_views, -1)).transpose(1, 2)
    return feats.flatten(2, 3).flatten(0, 1)


def _check_rank(model, inputs: Tensor, rank: int, layout: str) -> None:
    if inputs.dim() != rank:
        raise ValueError(
            f'{type(model).__name__} takes inputs {layout}, got a tensor of '
            f'shape {tuple(inputs.shape)}; check input_format of FormatShape '
            '(NCHW for 2-D, NCTHW for 3-D recognisers)'
        )
