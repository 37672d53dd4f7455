"""Detection models of torchvision."""

import os
from typing import Tuple

import numpy as np

#: "person" among the labels of COCO, on which these models are trained.
_PERSON = 1


class TorchvisionDetector:
    """Faster R-CNN, RetinaNet, FCOS, SSD(lite): any detection model.

    Args:
        model (str): Name of the model in ``torchvision.models.detection``.
        weights (str): Name of weights that torchvision downloads
            (``'DEFAULT'``, ``'COCO_V1'``), or the path of a state dict.
        score_thr (float): Detections of lower score are dropped.
        device (str): Device of the model, e.g. ``'cuda'``.

    Raises:
        ImportError: If torchvision is missing.
        ValueError: If there is no such model, no such weights, they cannot
            be downloaded, or do not fit the model.
    """

    def __init__(
        self,
        model: str = 'fasterrcnn_mobilenet_v3_large_320_fpn',
        weights: str = 'DEFAULT',
        score_thr: float = 0.1,
        device: str = 'cpu',
    ) -> None:
        try:
            import torch
            from torchvision.models import detection, get_model, list_models
        except ImportError as error:
            raise ImportError(
                'this detector needs torchvision: pip install torchvision'
            ) from error
        names = list_models(module=detection)
        if model not in names:
            raise ValueError(
                f'torchvision has no detection model {model!r}: '
                f'expected one of {", ".join(names)}.'
            )
        # or it would download weights of the backbone, to be overwritten
        self._model = get_model(model, weights=None, weights_backbone=None)
        state = _state_dict(model, weights)
        try:
            self._model.load_state_dict(state)
        except (RuntimeError, AttributeError, TypeError) as error:
            raise ValueError(
                f'{weights}: not the weights of {model} '
                f'({str(error).splitlines()[0]}).'
            ) from None
        self._model.eval().to(device)
        self._torch = torch
        self.score_thr = score_thr
        self.device = device

    def __call__(
        self, frame: np.ndarray, filename: str = '', index: int = 0
    ) -> Tuple[np.ndarray, np.ndarray]:
        """Find people, see :class:`stn_action.detection.Detector`."""
        torch = self._torch
        image = torch.from_numpy(np.ascontiguousarray(frame)).to(self.device)
        with torch.inference_mode():
            (found,) = self._model([image.permute(2, 0, 1).float() / 255])
        kept = (found['labels'] == _PERSON) & (
            found['scores'] >= self.score_thr
        )
        return (
            found['boxes'][kept].cpu().double().numpy(),
            found['scores'][kept].cpu().double().numpy(),
        )


def _state_dict(model: str, weights: str):
    """Parameters from a file, or from torchvision's server."""
    import torch
    from torchvision.models import get_model_weights

    if os.path.isfile(weights):
        return torch.load(weights, map_location='cpu', weights_only=True)
    known = get_model_weights(model)
    if weights not in [*known.__members__, 'DEFAULT']:
        raise ValueError(
            f'{weights}: neither a file nor weights of {model}, which are '
            f'{", ".join([*known.__members__, "DEFAULT"])}.'
        )
    try:
        return known[weights].get_state_dict(progress=False, check_hash=True)
    except OSError as error:  # of the network
        raise ValueError(
            f'cannot download {known[weights].url} ({error}). Download it '
            'elsewhere and give its path as weights.'
        ) from error
