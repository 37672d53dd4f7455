"""A second look, from the view that the first one found."""

from torch import Tensor

from .boxes import box_iou, scaled
from .view import View


class LookAgain:
    """Look once more at clips whose first view is far from their boxes.

    The view takes the place of the box: the network, which was trained to
    look once at a crop around a box, looks at the same crop around its own
    first view. On a poor box (too loose, too tight, far off) that mends what
    one look leaves, since the person then fills the thumbnail as in training.
    On a good box it would only add the network's own error. The first look
    tells the two apart: where its view overlaps the box, the box was good.

    Args:
        below (float): Mean IoU over a clip's frames of view and box below
            which the clip is looked at again. In (0, 1).
        margin (float): Factor on the side of the person's square that views
            are trained to show, as ``TubeCrop's`` context for a recogniser
            without an STN. Defaults to 1.1.
    """

    def __init__(self, below: float, margin: float = 1.1) -> None:
        if not 0 < below < 1:
            raise ValueError(
                f'look_again: below must be in (0, 1), got {below}'
            )
        if not margin > 0:
            raise ValueError(
                f'look_again: margin must be above 0, got {margin}'
            )
        self.below = below
        self.margin = margin

    def chosen(self, view: View) -> Tensor:
        """(N,) bool, which of the N clips to look at again."""
        return box_overlap(view, self.margin) < self.below

    def around(self, view: View, context: float) -> View:
        """The crop of ``context`` around the view, taken for the box."""
        return view.widened(context / self.margin)


def box_overlap(view: View, margin: float) -> Tensor:
    """(N,) mean IoU of a clip's views with its boxes, ``margin`` as wide."""
    boxes = scaled(view.person_boxes(), margin)
    overlap = box_iou(view.enclosing_boxes(), boxes)
    return overlap.reshape(len(view), -1).mean(1)
