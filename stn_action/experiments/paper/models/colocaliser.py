"""Co-localisation (arXiv 1506.02025, appendix A.2): what do images share?

Every image of a set holds an object of one unknown class somewhere. A spatial
transformer crops each image, and is trained, without any label or box, so
that the crops of two images are more alike than a crop and a random patch.
"""

from typing import List, Optional

import torch
from mmaction.registry import MODELS
from mmengine.model import BaseModel
from mmengine.runner.checkpoint import _load_checkpoint_with_prefix
from torch import Tensor, nn
from torchvision.ops import box_iou

from ....conventions import denormalise_boxes
from ....transformer import SpatialTransformer


@MODELS.register_module()
class CoLocaliser(BaseModel):
    """A transformer, a fixed encoder of crops, and the hinge loss.

    Args:
        stn (dict): Config of a :class:`SpatialTransformer` of a family that
            cannot turn (attention), so that a view is a box.
        encoder (dict): A backbone, whose features are what is compared. It
            stays as it is.
        encoder_checkpoint (str): Of a classifier with this backbone.
        patch_size (int): Side of views and random patches, in pixels.
        margin (float): See :func:`colocalisation_loss`.
        data_preprocessor (dict, optional): See :class:`BaseModel`.
    """

    def __init__(
        self,
        stn: dict,
        encoder: dict,
        encoder_checkpoint: str,
        patch_size: int = 28,
        margin: float = 1.0,
        data_preprocessor: Optional[dict] = None,
    ) -> None:
        super().__init__(data_preprocessor=data_preprocessor)
        self.stn = SpatialTransformer(output_size=patch_size, **stn)
        self.encoder = MODELS.build(encoder)
        self.encoder.requires_grad_(False)
        self.encoder_checkpoint = encoder_checkpoint
        self.patch_size = patch_size
        self.margin = margin

    def init_weights(self) -> None:
        """Random, the transformer at the identity, the encoder as trained."""
        self.stn.init_weights()
        weights = _load_checkpoint_with_prefix(
            'backbone.', self.encoder_checkpoint, 'cpu'
        )
        self.encoder.load_state_dict(weights)

    def train(self, mode: bool = True) -> nn.Module:
        super().train(mode)
        self.encoder.eval()
        return self

    def forward(
        self, inputs: Tensor, data_samples: List, mode: str = 'tensor'
    ):
        """Images (N, 1, C, H, W), clips of one frame.

        ``'loss'`` gives ``loss_hinge``; ``'predict'`` writes ``view_box`` and
        ``iou``, with the sample's ``gt_box`` (4, ) in pixels; ``'tensor'``
        gives theta (N, 2, 3).
        """
        images = inputs.flatten(0, 1)
        crops, view = self.stn(images)
        if mode == 'tensor':
            return view.theta
        if mode == 'loss':
            patches = random_patches(images, self.patch_size)
            found = self.encode(crops)
            loss = colocalisation_loss(
                found, self.encode(patches), self.margin
            )
            return dict(loss_hinge=loss)
        boxes = denormalise_boxes(view.enclosing_boxes(), images.shape[-2:])
        for sample, box in zip(data_samples, boxes):
            truth = sample.gt_box.to(box)
            sample.set_field(box, 'view_box')
            sample.set_field(box_iou(box[None], truth[None])[0, 0], 'iou')
        return data_samples

    def encode(self, patches: Tensor) -> Tensor:
        """(N, C, s, s) to features (N, F)."""
        return self.encoder(patches).flatten(1)


def colocalisation_loss(
    found: Tensor, random: Tensor, margin: float = 1.0
) -> Tensor:
    """The hinge loss of eq. 8: two crops are closer than crop and patch.

    The mean over ordered pairs n != m of
    ``max(0, |e_n - e_m|^2 - |e_n - r_n|^2 + margin)``.

    Args:
        found (Tensor): e, (N, F), features of the crops; N is 2 or more.
        random (Tensor): r, (N, F), features of a random patch of each image.
        margin (float): Defaults to 1.
    """
    num = len(found)
    if num < 2:
        raise ValueError(f'co-localisation compares images, got {num}')
    alike = (found[:, None] - found[None]).square().sum(-1)
    other = (found - random).square().sum(-1)
    hinge = (alike - other[:, None] + margin).clamp(min=0)
    pairs = ~torch.eye(num, dtype=torch.bool, device=found.device)
    return hinge[pairs].mean()


def random_patches(images: Tensor, side: int) -> Tensor:
    """A square patch of each image, anywhere: (N, C, side, side).

    Drawn from PyTorch's global random state.
    """
    num, _, height, width = images.shape
    tops = torch.randint(height - side + 1, (num,)).tolist()
    lefts = torch.randint(width - side + 1, (num,)).tolist()
    return torch.stack(
        [
            image[:, top : top + side, left : left + side]
            for image, top, left in zip(images, tops, lefts)
        ]
    )
