"""View steps: what happens to a view between localisation and sampling.

A step takes a :class:`View` and gives another one. The steps of a
transformer are a list in its config, in the order in which they run:

.. code-block:: python

    steps = [
        dict(type='Steady', error=0.09),
        dict(type='KeepBox', iou=0.85),
        dict(type='Record'),  # losses aside, this is "the view"
        dict(type='Context', factor=1.08),
        dict(type='Noise', share=0.15),  # training only
        dict(type='Parts', boxes=[(-1, -1, 1, 1), (-0.5, -1, 0.5, 0)]),
    ]

or a dict of named steps, ``dict(order=['steady', 'keep_box'], steady=dict(
type='Steady', ...), ...)``, which child configs and ``--cfg-options`` reach by
name. ``order`` says in which order they run, because MMEngine sorts the keys
of a config that it writes to a file; a name of it without a step is a place
for a child config, and a step that is None is left out.

Two points of the list have names: what is *recorded* is the view at
``Record``, what is *sampled* is the view at the end. Without ``Record`` both
are the view at the end.

A step has no parameters and no entry in the state dict. To add one, write a
class like these and put it into ``VIEW_STEPS`` in a module that the config
names in ``custom_imports``.
"""

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Dict, Sequence, Tuple, Type

import torch
from torch import Tensor

from .boxes import box_iou, scaled
from .temporal import pull_together
from .transformations import MatrixTransformation, Transformation
from .transformations.tiled import Tiled
from .view import View


class ViewStep(ABC):
    """Base class: ``step(view)`` gives the next view."""

    #: Whether the step is left out of validation, test and export.
    training_only: bool = False
    #: Whether the step asks where the person's box lies in the crop.
    needs_boxes: bool = False

    def check(  # noqa: B027  most steps serve some families alone
        self, family: Transformation, by_frame: bool
    ) -> None:
        """Called once, when the transformer is built.

        Args:
            family (Transformation): Family of the views that the step gets.
            by_frame (bool): Whether each frame has a view of its own.

        Raises:
            ValueError: The step cannot serve such views.
        """

    def family(self, family: Transformation) -> Transformation:
        """That of the views that the step gives, for views of ``family``."""
        return family

    @abstractmethod
    def __call__(self, view: View) -> View:
        """The next view; ``view`` is left as it is."""


class Record(ViewStep):
    """Names the point of the list whose view is recorded."""

    def __call__(self, view: View) -> View:
        return view


class Steady(ViewStep):
    """Pull the views of a clip's frames together where they nearly agree.

    See :func:`pull_together`.

    Args:
        error (float): Standard deviation of the localisation network's error
            from frame to frame, as a share of the view's side. Above 0.
    """

    def __init__(self, error: float) -> None:
        _check_positive('Steady: error', error)
        self.error = error

    def check(self, family: Transformation, by_frame: bool) -> None:
        if not by_frame or not isinstance(family, MatrixTransformation):
            raise ValueError(
                "Steady pulls the views of a clip's frames together: it "
                "needs temporal='frame' or 'smooth' and one view of a matrix "
                f'family, got {"frame" if by_frame else "clip"!r} and '
                f'{type(family).__name__}; remove the step'
            )

    def __call__(self, view: View) -> View:
        if not view.by_frame:  # of single images
            return view
        return view.with_theta(pull_together(view.theta, self.error))


class KeepBox(ViewStep):
    """Replace the view by the person's box where the two overlap enough.

    A localisation network errs by a few per cent wherever it looks. That is
    far less than the error of a loose box, and more than that of a good box.
    Where view and box nearly agree, the box is the better guess. The step
    reads from the sample where the box lies in the crop (``TubeCrop`` writes
    it).

    Args:
        iou (float): The box is kept where its IoU with the view is above
            this. In (0, 1).
        context (float): Factor on the side of the box's square, as that of
            ``TubeCrop`` for a recogniser without an STN: the view that is
            kept. Defaults to 1.1.
    """

    needs_boxes = True

    def __init__(self, iou: float, context: float = 1.1) -> None:
        if not 0 < iou < 1:
            raise ValueError(f'KeepBox: iou must be in (0, 1), got {iou}')
        _check_positive('KeepBox: context', context)
        self.iou = iou
        self.context = context

    def check(self, family: Transformation, by_frame: bool) -> None:
        if not isinstance(family, MatrixTransformation):
            raise ValueError(
                f'KeepBox cannot show a box as a view of '
                f'{type(family).__name__}: it needs one view of a matrix '
                'family, such as attention or affine; remove the step'
            )

    def __call__(self, view: View) -> View:
        boxes = scaled(view.person_boxes(), self.context)
        kept = box_iou(view.enclosing_boxes(), boxes) > self.iou
        family = view.family
        assert isinstance(family, MatrixTransformation)  # see check
        plain = family.of_boxes(boxes)
        theta = torch.where(kept[..., None, None], plain, view.theta)
        return view.with_theta(theta, kept)


class Context(ViewStep):
    """Widen the view, as recognisers take some context around a box.

    A limb that is cut off costs more than some background. A box that
    ``KeepBox`` kept has its context already and stays as it is.

    Args:
        factor (float): On the sides of the view. Above 0.
    """

    def __init__(self, factor: float) -> None:
        _check_positive('Context: factor', factor)
        self.factor = factor

    def check(self, family: Transformation, by_frame: bool) -> None:
        _check_composes('Context', family)

    def __call__(self, view: View) -> View:
        wide = view.widened(self.factor)
        if view.kept is None:
            return wide
        kept = view.kept[..., None, None]
        return view.with_theta(
            torch.where(kept, view.theta, wide.theta), view.kept
        )


class Noise(ViewStep):
    """In training, move and scale the view at random.

    The backbone learns to tolerate an imperfect view. All frames of a clip
    get the same draw: the error of a view hardly changes within a clip, and
    noise from frame to frame would look like motion.

    Args:
        share (float): Largest motion and change of scale, as a share of the
            view's side. In (0, 1).
    """

    training_only = True

    def __init__(self, share: float) -> None:
        if not 0 < share < 1:
            raise ValueError(f'Noise: share must be in (0, 1), got {share}')
        self.share = share

    def check(self, family: Transformation, by_frame: bool) -> None:
        _check_composes('Noise', family)

    def draw(self, view: View) -> Tensor:
        """Random 2x3 matrices (..., 2, 3), one a clip and parallel view."""
        lead = tuple(view.theta.shape[:-2])
        if view.by_frame:
            lead = (lead[0], 1, *lead[2:])
        noise = view.theta.new_zeros(*lead, 2, 3)
        scale = 1 + view.theta.new_empty(lead).uniform_(-1, 1) * self.share
        noise[..., 0, 0] = noise[..., 1, 1] = scale
        noise[..., 2].uniform_(-self.share, self.share)
        return noise

    def __call__(self, view: View) -> View:
        return view.compose(self.draw(view))


class Parts(ViewStep):
    """Show K parts of the view in its place, each at the view's resolution.

    The views are parallel as those of a ``ParallelSpatialTransformer``: the
    backbone runs on each, and the head takes K times its channels. There is
    one localisation, the person's, and the parts move along with it. Put the
    step last.

    Args:
        boxes (Sequence[tuple]): K boxes ``xyxy`` in normalised coordinates of
            the view. ``(-1, -1, 1, 1)`` is the whole.
    """

    def __init__(
        self, boxes: Sequence[Tuple[float, float, float, float]]
    ) -> None:
        self.boxes = boxes

    def check(self, family: Transformation, by_frame: bool) -> None:
        self.family(family)

    def family(self, family: Transformation) -> Transformation:
        return Tiled(family, self.boxes)

    def __call__(self, view: View) -> View:
        family = Tiled(view.family, self.boxes)
        theta = view.theta.unsqueeze(-3)
        tiles = family.tiles.to(theta)
        theta, tiles = torch.broadcast_tensors(theta, tiles)
        parts = family.compose(theta, tiles)
        return replace(view, theta=parts, family=family, kept=None)


#: The known steps by the names that configs use.
VIEW_STEPS: Dict[str, Type[ViewStep]] = dict(
    Steady=Steady,
    KeepBox=KeepBox,
    Record=Record,
    Context=Context,
    Noise=Noise,
    Parts=Parts,
)


def _check_positive(name: str, value: float) -> None:
    if not value > 0:
        raise ValueError(f'{name} must be above 0, got {value}')


def _check_composes(name: str, family: Transformation) -> None:
    if not family.composes:
        raise ValueError(
            f'{name} composes the view with a matrix, which '
            f'{type(family).__name__} cannot: use a matrix family such as '
            'attention or affine, or remove the step'
        )
