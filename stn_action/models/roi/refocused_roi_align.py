"""RoIAlign whose regions are moved by a spatial transformer."""

from typing import Tuple, Union

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.ops import roi_align

from ...conventions import normalise_boxes
from ...transformer import SpatialTransformer, View
from ...transformer.precision import without_autocast
from ...transformer.sampler import sample

_POOLS = dict(avg=F.avg_pool2d, max=F.max_pool2d)


class RefocusedRoIAlign(nn.Module):
    """RoIAlign through the theta that an STN finds on a wider RoI.

    The localisation network looks at the features of the RoI widened by
    ``context``. theta maps the view to the RoI, whose edges are -1 and 1: the
    identity is the RoI itself, so at initialisation this is RoIAlign
    (``aligned=True``). Where a sample lies outside the feature map its border
    is seen, as in RoIAlign up to one cell outside, from where on RoIAlign
    gives zero.

    Args:
        output_size (int | tuple): (h, w) of the RoI features.
        spatial_scale (float): Feature cells per pixel of the image.
        sampling_ratio (int): Samples per bin and axis. 0, as many as there
            are cells in a bin.
        pool_mode (str): Pooling of the samples of a bin, ``'avg'`` or
            ``'max'``.
        stn (dict): Config of :class:`SpatialTransformer` with
            ``looks_at=dict(type='FeatureMap', channels=...)``, the channels
            of the feature map.
        context (float): Factor on the sides of the RoI for the localisation
            network. Defaults to 1.5.
        patch_size (int): Side of what the localisation network sees.
            Defaults to 16.
    """

    def __init__(
        self,
        output_size: Union[int, Tuple[int, int]],
        spatial_scale: float,
        sampling_ratio: int,
        pool_mode: str,
        stn: dict,
        context: float = 1.5,
        patch_size: int = 16,
    ) -> None:
        super().__init__()
        if pool_mode not in _POOLS:
            raise ValueError(
                f'pool_mode must be one of {tuple(_POOLS)}, got {pool_mode!r}'
            )
        if not context >= 1:
            raise ValueError(
                f'context must be 1 or more, got {context!r}: the '
                'localisation network has to see what the RoI may move to'
            )
        if isinstance(output_size, int):
            output_size = (output_size, output_size)
        self.output_size = tuple(output_size)
        self.spatial_scale = spatial_scale
        self.sampling_ratio = sampling_ratio
        self.pool_mode = pool_mode
        self.context = context
        self.patch_size = patch_size
        self.stn = _build_stn(stn, patch_size)

    def forward(self, feat: Tensor, rois: Tensor) -> Tensor:
        """RoI features.

        Args:
            feat (Tensor): (N, C, H, W).
            rois (Tensor): (k, 5), index into the batch and ``xyxy`` in pixels
                of the image.

        Returns:
            Tensor: (k, C, h, w).
        """
        if not len(rois):
            return feat.new_zeros(0, feat.shape[1], *self.output_size)
        wide = rois.float().clone()
        wide[:, 1:] = _widen(wide[:, 1:], self.context)
        patches = roi_align(
            feat.float(),
            wide,
            self.patch_size,
            self.spatial_scale,
            sampling_ratio=2,
            aligned=True,
        )
        found = self.stn.localise(patches)[-1]
        return align_through(
            feat,
            rois,
            self.stn.take_steps(found).sampled,
            self.output_size,
            self.spatial_scale,
            self.sampling_ratio,
            self.pool_mode,
        )


def align_through(
    feat: Tensor,
    rois: Tensor,
    view: View,
    output_size: Tuple[int, int],
    spatial_scale: float,
    sampling_ratio: int = 0,
    pool_mode: str = 'avg',
) -> Tensor:
    """RoIAlign of each RoI through its view, differentiable in both.

    Args:
        feat (Tensor): (N, C, H, W).
        rois (Tensor): (k, 5), see :class:`RefocusedRoIAlign`.
        view (View): k views of images, the RoI being their crop.
        output_size (tuple[int, int]): (h, w).
        spatial_scale (float), sampling_ratio (int), pool_mode (str): See
            :class:`RefocusedRoIAlign`.

    Returns:
        Tensor: (k, C, h, w) of ``feat``'s dtype.
    """
    with without_autocast(feat):
        boxes = rois[:, 1:].float() * spatial_scale
        ratios = _sampling_ratios(boxes, view, output_size, sampling_ratio)
        # those of one image and one number of samples are sampled at once
        keys = torch.cat([rois[:, :1].long(), ratios], 1)
        order, parts = [], []
        for image, *ratio in keys.unique(dim=0).tolist():
            chosen = (keys == keys.new_tensor([image, *ratio])).all(1)
            index = chosen.nonzero().squeeze(1)
            fine = [n * r for n, r in zip(output_size, ratio)]
            grid = view[index].grid(fine)
            grid = _to_map(grid, boxes[index], feat.shape[-2:])
            cells = sample(feat[image : image + 1], grid.flatten(0, 1)[None])
            cells = cells[0].unflatten(1, (len(index), -1)).transpose(0, 1)
            parts.append(_POOLS[pool_mode](cells, ratio))
            order.append(index)
        return torch.cat(parts)[torch.cat(order).argsort()]


def _sampling_ratios(
    boxes: Tensor,
    view: View,
    size: Tuple[int, int],
    fixed: int,
) -> Tensor:
    """Samples per bin along (y, x): (k, 2), at least 1."""
    if fixed > 0:
        return boxes.new_full((len(boxes), 2), fixed, dtype=torch.long)
    # rounded as RoIAlign rounds
    sides = (boxes[:, 2:] - 0.5) - (boxes[:, :2] - 0.5)
    corners = view.detach().corners().float() / 2 * sides.unsqueeze(1)
    along_x = (corners[:, 1] - corners[:, 0]).square().sum(-1).sqrt()
    along_y = (corners[:, 3] - corners[:, 0]).square().sum(-1).sqrt()
    cells = torch.stack([along_y / size[0], along_x / size[1]], 1)
    return cells.ceil().clamp(min=1).long()


def _to_map(grid: Tensor, boxes: Tensor, size: Tuple[int, int]) -> Tensor:
    """(k, h, w, 2) normalised in each box to normalised in the map."""
    boxes = normalise_boxes(boxes, size)[:, None, None]
    low, high = boxes[..., :2], boxes[..., 2:]
    return (low + high) / 2 + grid * (high - low) / 2


def _widen(boxes: Tensor, factor: float) -> Tensor:
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (boxes[:, 2:] - boxes[:, :2]) / 2 * factor
    return torch.cat([centre - half, centre + half], 1)


def _build_stn(cfg: dict, patch_size: int) -> SpatialTransformer:
    """Build the STN from its config, without a registry.

    Registries differ by scope.
    """
    cfg = dict(cfg)
    kind = cfg.pop('type', 'SpatialTransformer')
    looks_at = cfg.get('looks_at')
    if isinstance(looks_at, str):
        looks_at = dict(type=looks_at)
    if kind != 'SpatialTransformer' or (looks_at or {}).get('type') != (
        'FeatureMap'
    ):
        raise ValueError(
            'the stn of RoI features is a SpatialTransformer that sees '
            f'features, got type={kind!r}, looks_at={looks_at!r}: leave the '
            "type as it is and set looks_at=dict(type='FeatureMap', "
            'channels=C), C being the channels of the feature map'
        )
    localisation = cfg.get('localisation', 'LargeKernelConv')
    if isinstance(localisation, str):
        localisation = dict(type=localisation)
    cfg['localisation'] = {'size': patch_size, **localisation}
    return SpatialTransformer(**cfg)
