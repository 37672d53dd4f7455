"""The spatial transformer of Jaderberg et al. 2015, arXiv 1506.02025."""

from typing import List, Optional, Tuple, Union

import torch
from torch import Tensor, nn

from .building import PartCfg, build_part
from .graphs import is_recorded
from .localisation import LOCALISATIONS, LocalisationNetwork
from .look import Look, Normalise, unchanged
from .looks import LOOKS
from .precision import without_autocast
from .sampler import Sampler, checked_size
from .step_list import Seen, StepsCfg, build_steps, families, run_steps
from .temporal import build_temporal
from .transformations import TRANSFORMATIONS, Transformation
from .view import CropBoxes, View


class SpatialTransformer(nn.Module):
    """Look, localise, take the view through its steps, sample.

    Args:
        localisation (str | dict | nn.Module): One of ``LOCALISATIONS``.
        transformation (str | dict | nn.Module): One of ``TRANSFORMATIONS``.
        output_size (int | tuple, optional): (H, W) of what the view shows.
            Defaults to the size of the crop.
        looks_at (str | dict | Look): What the localisation network sees, one
            of ``LOOKS``: ``'Thumbnail'`` (default), ``'BackboneFeatures'`` or
            ``'FeatureMap'``.
        temporal (str | dict): ``'clip'``: the frames' parameters are averaged
            to one view. ``'frame'``: each frame has its own. ``'smooth'``, or
            ``dict(type='smooth', sigma=1.0)``: the same, smoothed over time.
        steps (list | dict): View steps, see ``transformer/steps.py``.
        sampler (dict, optional): Arguments of :class:`Sampler`.
        lr_mult (float): Learning rate of this module over the backbone's,
            applied by ``STNOptimWrapperConstructor``.

    Raises:
        ValueError: The parts do not fit together.
    """

    def __init__(
        self,
        localisation: PartCfg = 'LargeKernelConv',
        transformation: PartCfg = 'attention',
        output_size: Optional[Union[int, Tuple[int, int]]] = None,
        looks_at: PartCfg = 'Thumbnail',
        temporal: Union[str, dict] = 'clip',
        steps: StepsCfg = (),
        sampler: Optional[dict] = None,
        lr_mult: float = 1e-4,
    ) -> None:
        super().__init__()
        self.output_size = checked_size(output_size)
        self.lr_mult = lr_mult
        self.sampler = Sampler(**(sampler or {}))
        self.temporal = build_temporal(temporal)
        self.transformation: Transformation = build_part(
            transformation, TRANSFORMATIONS, 'transformation'
        )
        self.looks_at: Look = build_part(looks_at, LOOKS, 'look', Look)
        self.looks_at.check(self.transformation, self.temporal.by_frame)
        self.steps = build_steps(
            steps, self.transformation, self.temporal.by_frame
        )
        self.localisation: LocalisationNetwork = build_part(
            localisation,
            LOCALISATIONS,
            'localisation network',
            in_channels=self.looks_at.seen_channels,
            num_params=self.transformation.num_params,
            size=self.looks_at.seen_size,
        )
        #: What the localisation network found at the latest call, detached,
        #: for hooks that watch it.
        self.last_view: Optional[View] = None

    @property
    def num_views(self) -> int:
        """K, views of a crop that are sampled; over 1 in
        ``ParallelSpatialTransformer`` and with the step ``Parts``."""
        return self.families[1].num_views

    @property
    def families(self) -> Tuple[Transformation, Transformation]:
        """The families of the recorded view and of the sampled one."""
        return families(self.steps, self.transformation)

    @property
    def needs_boxes(self) -> bool:
        """Whether a part asks where the person's box lies in the crop."""
        asked = [step.needs_boxes for step in self.steps]
        return any(asked) or self.looks_at.context is not None

    def init_weights(self) -> None:
        """Called by MMEngine after the rest: random, identity theta."""
        self.localisation.init_weights()

    def forward(
        self,
        x: Tensor,
        network: Optional[nn.Module] = None,
        boxes: Optional[CropBoxes] = None,
        normalise: Normalise = unchanged,
    ) -> Tuple[Tensor, View]:
        """Re-focus.

        Args:
            x (Tensor): (N, C, H, W), or clips (N, C, T, H, W).
            network (nn.Module, optional): The backbone that
                ``'BackboneFeatures'`` reads.
            boxes (CropBoxes, optional): Where the person's box lies in the
                crop, for parts that ask.
            normalise (Callable): Mean and std of clips (N, C, T, h, w),
                applied to what is sampled, so that the whole crop may stay
                uint8. By default ``x`` comes normalised.

        Returns:
            tuple[Tensor, View]: The pixels, of ``x``'s rank (K parallel
            views: N * K of them) and of its dtype, float32 for whole
            numbers, and the view that they show.
        """
        found = self.localise(x, network, boxes, normalise)[-1]
        view = self.take_steps(found).sampled
        return self.warp(x, view, normalise), view

    def localise(
        self,
        x: Tensor,
        network: Optional[nn.Module] = None,
        boxes: Optional[CropBoxes] = None,
        normalise: Normalise = unchanged,
    ) -> List[View]:
        """The view that each look found; the last one counts.

        The gradient of a look stays in that look. Arguments as of
        :meth:`forward`.
        """
        if x.dim() not in (4, 5):
            raise ValueError(
                'SpatialTransformer takes images (N, C, H, W) or clips '
                f'(N, C, T, H, W), got a tensor of shape {tuple(x.shape)}'
            )
        clip = x.unsqueeze(2) if x.dim() == 4 else x
        seen = clip if self.temporal.by_frame else self.looks_at.spread(clip)
        part, window = self.looks_at.window(seen, boxes)
        if not part.is_floating_point():
            part = part.float()  # once for all looks
        found = self._whole(part)
        views = []
        for k in range(self.looks_at.num_looks):
            found = self._look(
                part, found.detach(), k == 0, network, normalise
            )
            views.append(self._in_crop(found, clip, window, boxes))
        if self.looks_at.look_again is not None:
            views.append(self._look_again(seen, views[-1], network, normalise))
        if x.dim() == 4:
            views = [view.of_images() for view in views]
        self.last_view = views[-1].detach()
        return views

    def start(self, x: Tensor, boxes: Optional[CropBoxes] = None) -> View:
        """The view of zero parameters: where every localisation starts.

        Arguments as of :meth:`forward`.
        """
        clip = x.unsqueeze(2) if x.dim() == 4 else x
        _, window = self.looks_at.window(clip, boxes)
        view = self._whole(clip)
        if self.temporal.by_frame:
            view = view.with_theta(view.each_frame(view.theta))
        view = self._in_crop(view, clip, window, boxes)
        return view.of_images() if x.dim() == 4 else view

    def take_steps(self, view: View) -> Seen:
        """The view that is recorded and the one that is sampled."""
        return run_steps(self.steps, view, self.training)

    def warp(
        self, x: Tensor, view: View, normalise: Normalise = unchanged
    ) -> Tensor:
        """What ``view`` shows of ``x`` (see :meth:`forward`)."""
        rows, columns = x.shape[-2:]
        size = self.output_size or (rows, columns)
        return normalise(self.sampler(x, view, size))

    def _look(
        self,
        clip: Tensor,
        so_far: View,
        first: bool,
        network: Optional[nn.Module],
        normalise: Normalise,
    ) -> View:
        """The view that one more look at clips (N, C, T, H, W) finds."""
        seen = self.looks_at(
            clip, so_far, first, self.sampler, network, normalise
        )
        return self._found(seen, so_far, first)

    def _look_again(
        self,
        clip: Tensor,
        view: View,
        network: Optional[nn.Module],
        normalise: Normalise,
    ) -> View:
        """Find some of the views anew, see :class:`LookAgain`."""
        look, again = self.looks_at, self.looks_at.look_again
        assert again is not None and look.context is not None
        chosen = again.chosen(view)
        # A graph looks at all clips again and takes what is chosen.
        every = is_recorded()
        if not every and not chosen.any():
            return view
        index = slice(None) if every else chosen.nonzero().squeeze(1)
        around = again.around(view[index].detach(), look.context)
        around = self._view(around.theta, clip)
        seen = look(
            clip[index],
            around,
            False,
            self.sampler,
            network,
            normalise,
            around.identity(),
        )
        found = self._found(seen, around, first=False).theta
        if every:
            pick = chosen.view(-1, *(1 for _ in view.theta.shape[1:]))
            return view.with_theta(torch.where(pick, found, view.theta))
        theta = view.theta.clone()
        theta[index] = found.to(theta)
        return view.with_theta(theta)

    def _found(self, seen: Tensor, within: View, first: bool) -> View:
        """The view of what the network sees, (N, T, C', h, w).

        Later looks go through the view ``within``.
        """
        family = self.transformation
        weight = next(self.localisation.parameters(), seen)
        params = self.localisation(seen.flatten(0, 1).to(weight.dtype))
        params = params.unflatten(0, tuple(seen.shape[:2]))
        with without_autocast(seen):
            theta = family(self.temporal(params.float()))
            if not first:
                theta = family.limit(family.compose(within.theta, theta))
        return within.with_theta(theta)

    def _whole(self, clip: Tensor) -> View:
        """Views of whole crops (N, C, T, H, W), one for each clip."""
        theta = self.transformation.identity(clip.new_zeros(()).float())
        return self._view(theta.expand(clip.shape[0], *theta.shape), clip)

    def _view(
        self, theta: Tensor, clip: Tensor, boxes: Optional[CropBoxes] = None
    ) -> View:
        """Wrap theta, found on crops (N, C, T, H, W), as a view of them."""
        frames, rows, columns = map(int, clip.shape[2:])  # tensors in a trace
        return View(theta, self.transformation, (rows, columns), frames, boxes)

    def _in_crop(
        self,
        view: View,
        clip: Tensor,
        window: Optional[Tensor],
        boxes: Optional[CropBoxes],
    ) -> View:
        """Turn a view of the part that was looked at into one of the crop."""
        theta = view.theta
        if window is not None:
            lead = theta.shape[:-2]
            theta = view.family.compose(window.expand(*lead, 2, 3), theta)
        return self._view(theta, clip, boxes)
