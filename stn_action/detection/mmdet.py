"""MMDetection's inferencer."""

from typing import Optional, Tuple

import numpy as np


class MMDetDetector:
    """Any detector of MMDetection.

    Args:
        model (str): Name of a model of its zoo, or the path of a config.
        weights (str, optional): Path or address of a checkpoint. Defaults to
            that of the zoo.
        label (str): Class of people among those of the model.
        score_thr (float): Detections of lower score are dropped.
        device (str): Device of the model, e.g. ``'cuda'``.

    Raises:
        ImportError: If MMDetection is not installed or does not import.
        ValueError: If the model knows no such label.
    """

    def __init__(
        self,
        model: str = 'rtmdet_tiny_8xb32-300e_coco',
        weights: Optional[str] = None,
        label: str = 'person',
        score_thr: float = 0.1,
        device: str = 'cpu',
    ) -> None:
        try:
            from mmdet.apis import DetInferencer
        except ImportError as error:
            raise ImportError(
                'this detector needs MMDetection, which needs full mmcv in '
                'place of mmcv-lite: pip uninstall mmcv-lite && pip install '
                f"'mmcv<2.2' mmdet ({error}). Or take another detector: "
                'torchvision, hog, file.'
            ) from error
        self._inferencer = DetInferencer(
            model, weights, device=device, show_progress=False
        )
        classes = list(self._inferencer.model.dataset_meta['classes'])
        if label not in classes:
            raise ValueError(
                f'{model} knows no label {label!r}, only {", ".join(classes)}.'
            )
        self._label = classes.index(label)
        self.score_thr = score_thr

    def __call__(
        self, frame: np.ndarray, filename: str = '', index: int = 0
    ) -> Tuple[np.ndarray, np.ndarray]:
        """Find people, see :class:`stn_action.detection.Detector`."""
        # MMDetection takes arrays in the order of OpenCV
        bgr = np.ascontiguousarray(frame[..., ::-1])
        (found,) = self._inferencer(bgr, no_save_vis=True)['predictions']
        scores = np.asarray(found['scores'], np.float64)
        boxes = np.reshape(np.asarray(found['bboxes'], np.float64), (-1, 4))
        kept = (np.asarray(found['labels']) == self._label) & (
            scores >= self.score_thr
        )
        return boxes[kept], scores[kept]
