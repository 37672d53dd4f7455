"""The spatial transformer of Jaderberg et al. 2015, arXiv 1506.02025."""

from typing import List, Optional, Tuple, Union

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..conventions import ALIGN_CORNERS
from .building import PartCfg, build_part
from .feature_reader import FeatureReader
from .localisation import LOCALISATIONS
from .sampler import ALIAS_RATIO, sample
from .temporal import gaussian_smooth
from .transformations import TRANSFORMATIONS
from .window import central_window, check_window

_TEMPORAL = ('clip', 'frame', 'smooth')
_SAMPLING = ('bilinear', 'nearest')
_PADDING = ('border', 'zeros', 'reflection')


class SpatialTransformer(nn.Module):
    """Thumbnail, localisation, theta, grid, sample.

    The localisation network looks at a small anti-aliased copy of the crop
    (as in the paper's 448 to 224 px experiment), the sampler at the crop in
    full resolution. The thumbnail is standardised per clip and channel, so
    the localisation network does not depend on the mean and std that the
    backbone asks for.

    Args:
        localisation (str | dict | nn.Module): One of ``LOCALISATIONS``.
        transformation (str | dict | nn.Module): One of ``TRANSFORMATIONS``.
        output_size (int | tuple, optional): (H, W) of the view. Defaults to
            the size of the crop.
        thumbnail_size (int, optional): S, side of the thumbnails. Defaults to
            64. None: the localisation network sees the input itself (a clip's
            mean), neither resized nor standardised nor joined by motion, and
            passes its gradient on, as the paper's networks and transformers
            of feature maps do; it then needs its own ``size``.
        features (dict, optional): Arguments of :class:`FeatureReader`. The
            localisation network then sees early feature maps of the
            thumbnails instead of their pixels, read without a gradient from
            the recogniser's own backbone, which must not change any more
            (frozen) once the localisation network was trained.
        coordinates (bool): The localisation network also sees where in the
            crop each pixel lies, two more channels. With ``num_steps`` over 1
            a later look would not know otherwise where the box was, which is
            the best guess where the picture says little. Defaults to False.
        window (float): Share of the crop's side, around its centre, which the
            localisation network looks at. Below 1 the crop has surroundings
            that only the sampler reaches into: a view that is wider than the
            crop the network was trained on then shows them, not padding,
            which costs a backbone far more than a poor view. The network
            trained with ``window=1`` on crops of context c serves crops of
            context c / window. For matrix families. Defaults to 1.
        thumbnail_frames (int): Frames that the localisation network sees of
            a clip, evenly spread, if ``temporal='clip'``. Defaults to 4.
        temporal (str): The localisation network sees each frame and its
            difference from the clip's mean (appearance and motion).
            ``'clip'``, the frames' parameters are averaged to one theta;
            ``'frame'``, each frame has its own; ``'smooth'``, the same
            smoothed over time.
        smooth_sigma (float): Frames, the Gaussian of ``'smooth'``.
        num_steps (int): Steps of re-focusing. Each later step looks through
            the theta so far at the original crop and composes with it.
        padding_mode (str): What lies outside the crop. ``'border'``,
            ``'zeros'`` or ``'reflection'``.
        sampling (str): ``'bilinear'``, or ``'nearest'`` for what must not be
            blended (label maps); theta then gets no gradient from the view.
        supersample (int | 'auto'): Samples per view pixel and axis, averaged.
            ``'auto'`` takes 2 where the crop has over 1.3 times the pixels of
            the view along an axis: plain bilinear sampling aliases there.
        lr_mult (float): Learning rate of this module over the backbone's,
            applied by ``STNOptimWrapperConstructor``.
        in_channels (int): C. Defaults to 3.
    """

    #: K, views of a crop; more than 1 in ``ParallelSpatialTransformer``.
    num_views = 1

    def __init__(
        self,
        localisation: PartCfg = 'LargeKernelConv',
        transformation: PartCfg = 'attention',
        output_size: Optional[Union[int, Tuple[int, int]]] = None,
        thumbnail_size: Optional[int] = 64,
        features: Optional[dict] = None,
        coordinates: bool = False,
        window: float = 1.0,
        thumbnail_frames: int = 4,
        temporal: str = 'clip',
        smooth_sigma: float = 1.0,
        num_steps: int = 1,
        padding_mode: str = 'border',
        sampling: str = 'bilinear',
        supersample: Union[int, str] = 'auto',
        lr_mult: float = 1e-4,
        in_channels: int = 3,
    ) -> None:
        super().__init__()
        _check_one_of('temporal', temporal, _TEMPORAL)
        _check_one_of('sampling', sampling, _SAMPLING)
        _check_one_of('padding_mode', padding_mode, _PADDING)
        if num_steps < 1:
            raise ValueError(f'num_steps must be 1 or more, got {num_steps}')
        if thumbnail_size is None and (temporal != 'clip' or num_steps > 1):
            raise ValueError(
                "thumbnail_size=None goes with temporal='clip' and num_steps=1"
                f' alone, got {temporal!r} and {num_steps}; give a size'
            )
        if thumbnail_size is None and (features or coordinates):
            raise ValueError(
                'features and coordinates are of thumbnails: '
                'give thumbnail_size, or remove them'
            )
        if isinstance(output_size, int):
            output_size = (output_size, output_size)
        self.output_size = tuple(output_size) if output_size else None
        self.thumbnail_size = thumbnail_size
        self.coordinates = coordinates
        self.window = window
        self.thumbnail_frames = thumbnail_frames
        self.temporal = temporal
        self.smooth_sigma = smooth_sigma
        self.num_steps = num_steps
        self.padding_mode = padding_mode
        self.sampling = sampling
        self.supersample = supersample
        self.lr_mult = lr_mult
        self.transformation = build_part(
            transformation, TRANSFORMATIONS, 'transformation'
        )
        check_window(window, self.transformation)
        self.features = FeatureReader(**features) if features else None
        seen, stride = in_channels, 1
        if self.features:
            seen, stride = self.features.channels, self.features.stride
        self.localisation = build_part(
            localisation,
            LOCALISATIONS,
            'localisation network',
            in_channels=(2 if thumbnail_size else 1) * seen + 2 * coordinates,
            num_params=self.transformation.num_params,
            size=thumbnail_size and thumbnail_size // stride,
        )
        #: theta of the latest call, detached, for hooks that watch it.
        self.last_theta: Optional[Tensor] = None

    def init_weights(self) -> None:
        """Called by MMEngine after the rest: random, identity theta."""
        self.localisation.init_weights()

    def forward(
        self, x: Tensor, network: Optional[nn.Module] = None
    ) -> Tuple[Tensor, Tensor]:
        """Re-focus.

        Args:
            x (Tensor): (N, C, H, W), or clips (N, C, T, H, W).
            network (nn.Module, optional): What ``features`` are read from.

        Returns:
            tuple[Tensor, Tensor]: The view, of ``x``'s rank and dtype, and
            theta, (N, ...) or for clips by frame (N, T, ...).
        """
        theta = self.localise(x, network)[-1]
        return self.warp(x, theta), theta

    def localise(
        self, x: Tensor, network: Optional[nn.Module] = None
    ) -> List[Tensor]:
        """theta after each of the ``num_steps`` steps, the last one counts.

        The gradient of a step stays in that step.
        """
        if x.dim() not in (4, 5):
            raise ValueError(
                'SpatialTransformer takes images (N, C, H, W) or clips '
                f'(N, C, T, H, W), got a tensor of shape {tuple(x.shape)}'
            )
        if self.features and network is None:
            raise ValueError(
                'this stn reads features: hand over the network '
                'to read them from, localise(x, network)'
            )
        clip = x.unsqueeze(2) if x.dim() == 4 else x
        if self.temporal == 'clip':
            clip = _spread(clip, self.thumbnail_frames)
        if self.window != 1:
            clip, window = central_window(clip, self.window)
        thetas = []
        for _ in range(self.num_steps):
            done = thetas[-1].detach() if thetas else None
            if self.thumbnail_size is None:
                params = self.localisation(clip.mean(2))
            else:
                params = self._params(
                    self._thumbnails(clip, done, network), done
                )
            with torch.autocast(x.device.type, enabled=False):
                theta = self.transformation(params.float())
                if done is not None:
                    theta = self.transformation.limit(
                        self.transformation.compose(done, theta)
                    )
            thetas.append(theta)
        if self.window != 1:
            thetas = [
                self.transformation.compose(window.expand_as(theta), theta)
                for theta in thetas
            ]
        if x.dim() == 4 and self.temporal != 'clip':
            thetas = [theta.squeeze(1) for theta in thetas]
        self.last_theta = thetas[-1].detach()
        return thetas

    def warp(self, x: Tensor, theta: Tensor) -> Tensor:
        """The view of ``x`` (see ``forward``) through ``theta``."""
        size = self.output_size or tuple(x.shape[-2:])
        return self._sample(x, theta, size)

    def _thumbnails(
        self,
        clip: Tensor,
        theta: Optional[Tensor],
        network: Optional[nn.Module],
    ) -> Tensor:
        """What is seen of (N, C, T, H, W), without a gradient.

        Standardised thumbnails (N, C, T, S, S), or their feature maps.
        """
        size = (self.thumbnail_size, self.thumbnail_size)
        with torch.no_grad():
            if theta is not None:
                small = self._sample(clip, theta, size).float()
            else:
                n, c, t = clip.shape[:3]
                small = F.interpolate(
                    clip.float().flatten(1, 2),
                    size=size,
                    mode='bilinear',
                    align_corners=ALIGN_CORNERS,
                    antialias=True,
                ).unflatten(1, (c, t))
            weight = next(self.localisation.parameters(), small)
            if self.features:
                # As the backbone knows them: in its own mean and std.
                frames = small.transpose(1, 2)
                maps = self.features(network, frames.flatten(0, 1))
                maps = maps.unflatten(0, frames.shape[:2]).transpose(1, 2)
                return maps.to(weight.dtype)
            dims = (2, 3, 4)
            mean = small.mean(dims, keepdim=True)
            std = small.std(dims, keepdim=True)
            return ((small - mean) / (std + 1e-3)).to(weight.dtype)

    def _params(self, thumbnails: Tensor, theta: Optional[Tensor]) -> Tensor:
        """What is seen (N, C, T, S, S) to (N, P), by frame (N, T, P)."""
        motion = (thumbnails - thumbnails.mean(2, keepdim=True)).abs()
        frames = torch.cat([thumbnails, motion], 1).transpose(1, 2)
        if self.coordinates:
            where = self._coordinates(theta, frames)
            frames = torch.cat([frames, where], 2)
        params = self.localisation(frames.flatten(0, 1))
        params = params.unflatten(0, frames.shape[:2])
        if self.temporal == 'clip':
            return params.mean(1)
        if self.temporal == 'smooth':
            params = gaussian_smooth(params, self.smooth_sigma)
        return params

    def _coordinates(self, theta: Optional[Tensor], frames: Tensor) -> Tensor:
        """Crop coordinates (N, T, 2, S, S) of the pixels of ``frames``."""
        n, t = frames.shape[:2]
        if theta is None:
            theta = self.transformation.identity(frames).unsqueeze(0)
            theta = theta.expand(n, *theta.shape[1:])
        grid = self.transformation.grid(theta.float(), frames.shape[-2:])
        if grid.dim() == 4:
            grid = grid.unsqueeze(1).expand(-1, t, -1, -1, -1)
        return grid.movedim(-1, 2).to(frames.dtype)

    def _sample(self, x: Tensor, theta: Tensor, size: Tuple[int, int]):
        factor = self._supersample(x.shape[-2:], size)
        fine = (size[0] * factor, size[1] * factor)
        with torch.autocast(x.device.type, enabled=False):
            grid = self.transformation.grid(theta.float(), fine)
            view = sample(x, grid, self.padding_mode, self.sampling)
            if factor > 1:
                pooled = F.avg_pool2d(view.flatten(0, -3), factor)
                view = pooled.unflatten(0, view.shape[:-2])
            return view

    def _supersample(self, crop: Tuple[int, int], size: Tuple[int, int]):
        if self.sampling == 'nearest':
            return 1
        if self.supersample != 'auto':
            return self.supersample
        ratio = max(crop[0] / size[0], crop[1] / size[1])
        return 2 if ratio > ALIAS_RATIO else 1


def _check_one_of(name: str, value: str, known: Tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f'{name} must be one of {known}, got {value!r}')


def _spread(clip: Tensor, frames: int) -> Tensor:
    """At most ``frames`` evenly spread frames of (N, C, T, H, W)."""
    total = clip.shape[2]
    if total <= frames:
        return clip
    index = torch.linspace(0, total - 1, frames, device=clip.device)
    return clip[:, :, index.round().long()]
