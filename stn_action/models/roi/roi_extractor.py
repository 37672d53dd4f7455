"""RoI features of MMAction2's spatio-temporal detectors, re-focused."""

from mmaction.models.roi_heads.roi_extractors import SingleRoIExtractor3D

from .refocused_roi_align import RefocusedRoIAlign


class STNRoIExtractor3D(SingleRoIExtractor3D):
    """:class:`SingleRoIExtractor3D` whose RoIs are moved by an STN.

    For ``FastRCNN`` with ``AVARoIHead``. Everything but the RoI layer is the
    parent's; with ``with_temporal_pool=False`` each frame has its own theta.
    All other parameters keep their names, so a checkpoint of the plain model
    loads with only ``...roi_layer.stn.*`` missing, and at initialisation the
    features are those of the parent.

    Args:
        stn (dict): See :class:`RefocusedRoIAlign`.
        context (float): See :class:`RefocusedRoIAlign`. Defaults to 1.5.
        patch_size (int): See :class:`RefocusedRoIAlign`. Defaults to 16.
        **kwargs: See :class:`SingleRoIExtractor3D`.

    Raises:
        ImportError: ``mmcv.ops`` is missing (``mmcv-lite`` has none).
        ValueError: Another RoI layer than aligned ``RoIAlign``.
    """

    def __init__(
        self,
        *,
        stn: dict,
        context: float = 1.5,
        patch_size: int = 16,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        if self.roi_layer_type != 'RoIAlign' or not self.aligned:
            raise ValueError(
                "STNRoIExtractor3D needs roi_layer_type='RoIAlign' and "
                f'aligned=True, got {self.roi_layer_type!r} and aligned='
                f'{self.aligned}: an STN samples between cells'
            )
        self.roi_layer = RefocusedRoIAlign(
            self.output_size,
            self.spatial_scale,
            self.sampling_ratio,
            self.pool_mode,
            stn,
            context,
            patch_size,
        )
