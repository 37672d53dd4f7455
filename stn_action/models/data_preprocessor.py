"""Keeps crops as uint8 pixels; mean and std are applied to the view."""

from mmaction.models.data_preprocessors import ActionDataPreprocessor
from mmaction.registry import MODELS
from torch import Tensor


@MODELS.register_module()
class STNDataPreprocessor(ActionDataPreprocessor):
    """Stacks the crops as uint8; their mean and std are left to the view.

    ``ActionDataPreprocessor`` makes every pixel of a wide crop a normalised
    float, though the backbone is shown a small view of them. Here a model
    with an ``stn`` normalises what it samples: thumbnails and view. Bilinear
    sampling is linear and its weights add up to 1, so the numbers are the
    same up to rounding, unless zeros are padded: such a sampler is refused.

    The settings are those of ``ActionDataPreprocessor``, so a config needs no
    other line than ``data_preprocessor=dict(type='STNDataPreprocessor')``.

    Args:
        mean, std, to_rgb, format_shape: See ``ActionDataPreprocessor``.

    Raises:
        ValueError: ``blending`` is given, which mixes normalised clips.
    """

    def __init__(
        self,
        mean=None,
        std=None,
        to_rgb: bool = False,
        blending=None,
        format_shape: str = 'NCHW',
    ) -> None:
        if blending is not None:
            raise ValueError(
                'STNDataPreprocessor has no blending: it mixes normalised '
                'clips, and here they are pixels. Use '
                "data_preprocessor=dict(type='ActionDataPreprocessor', ...)"
            )
        super().__init__(
            mean, std, to_rgb, to_float32=False, format_shape=format_shape
        )
        # The parent then stacks and orders the channels, no more.
        self._enable_normalize = False
        #: Set by the model that normalises what it samples.
        self.normalised_by_model = False

    def preprocess(self, inputs, data_samples, training: bool = False):
        """Stack (N, ...) the crops, of their own dtype."""
        if not self.normalised_by_model:
            raise RuntimeError(
                'STNDataPreprocessor leaves mean and std to a model with an '
                'stn (STNRecognizer2D, STNRecognizer3D, STNRefocuser), but '
                "this model has none: use dict(type='ActionDataPreprocessor')"
            )
        return super().preprocess(inputs, data_samples, training)

    def normalise(self, clips: Tensor) -> Tensor:
        """Pixels (B, C, T, H, W) to float32, mean and std applied."""
        clips = clips.float()
        if getattr(self, 'mean', None) is None:
            return clips
        # The buffers have the axes of the config's format_shape.
        shape = (-1, 1, 1, 1)
        return (clips - self.mean.view(shape)) / self.std.view(shape)


def check_sampler(preprocessor, padding_mode: str) -> None:
    """Raise ValueError where normalising after sampling changes the result."""
    if padding_mode == 'zeros' and isinstance(
        preprocessor, STNDataPreprocessor
    ):
        raise ValueError(
            "sampler: padding_mode='zeros' means the mean colour where pixels "
            'are normalised before they are sampled, and black where they '
            "come from STNDataPreprocessor: use padding_mode='border', or "
            "data_preprocessor=dict(type='ActionDataPreprocessor', ...)"
        )
