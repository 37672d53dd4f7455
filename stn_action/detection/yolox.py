"""YOLOX as an ONNX file, run by ONNX Runtime.

Ge et al., "YOLOX: Exceeding YOLO Series in 2021", arXiv 2107.08430. The files
are those of the authors' ``tools/export_onnx.py``, which leave the decoding of
the boxes to the caller.
"""

import os
from typing import Optional, Tuple

import cv2
import numpy as np

_STRIDES = (8, 16, 32)
_GREY = 114  # what the authors pad with
_COCO_CLASSES = 80
#: Logarithms of sizes are below this; decoded sizes in pixels are above.
_LARGEST_LOG_SIZE = 12


class YOLOXDetector:
    """People by a YOLOX model of any size (Nano, Tiny, S, M, L, X).

    The frame is fitted into the model's input, whose size is read from the
    file, with its aspect kept and grey around it, as BGR of 0 to 255.

    Args:
        path (str): The ONNX file.
        score_thr (float): Detections of lower score are dropped.
        nms_thr (float): Where the IoU of two boxes is higher, the one with
            the higher score stays.
        person (int, optional): Number of the class "person" of a model that
            was not trained on COCO's 80 classes, where it is 0.
        size (int, optional): Width and height of the input, for a file that
            leaves them open.
        decoded (bool): Whether the model decodes its boxes itself
            (``--decode_in_inference``).
        device (str): ``'cpu'``, or ``'cuda'`` with the package
            ``onnxruntime-gpu``.

    Raises:
        ImportError: If ONNX Runtime is missing.
        ValueError: If the file is no such model, or has other classes than
            COCO's and ``person`` is not given.
    """

    def __init__(
        self,
        path: str,
        score_thr: float = 0.1,
        nms_thr: float = 0.45,
        person: Optional[int] = None,
        size: Optional[int] = None,
        decoded: bool = False,
        device: str = 'cpu',
    ) -> None:
        self.path = path
        self.score_thr, self.nms_thr = score_thr, nms_thr
        self.decoded = decoded
        self._session = _session(path, device)
        self.input_size = _input_size(self._session, path, size)
        self._grid, self._strides = _grid(*self.input_size)
        empty = np.zeros((1, 3, *self.input_size), np.float32)
        self.person = _person_class(
            self._run(empty).shape, len(self._grid), person, path
        )

    def __call__(
        self, frame: np.ndarray, filename: str = '', index: int = 0
    ) -> Tuple[np.ndarray, np.ndarray]:
        """Find people, see :class:`stn_action.detection.Detector`.

        The score is that of an object times that of a person.
        """
        image, factor = letterbox(frame[..., ::-1], self.input_size)
        (rows,) = self._run(image.transpose(2, 0, 1)[None])
        scores = rows[:, 4] * rows[:, 5 + self.person]
        kept = scores >= self.score_thr
        scores = scores[kept].astype(np.float64).clip(0, 1)
        boxes = self._boxes(rows[kept, :4], kept) / factor
        best = _suppress(boxes, scores, self.nms_thr)
        return boxes[best], scores[best]

    def _run(self, image: np.ndarray) -> np.ndarray:
        image = np.ascontiguousarray(image, np.float32)
        name = self._session.get_inputs()[0].name
        return self._session.run(None, {name: image})[0]

    def _boxes(self, rows: np.ndarray, kept: np.ndarray) -> np.ndarray:
        """(n, 4) centre and size to ``xyxy`` pixels of the input."""
        rows = rows.astype(np.float64)
        middle, size = rows[:, :2], rows[:, 2:]
        if not self.decoded:
            if (size > _LARGEST_LOG_SIZE).any():
                raise ValueError(
                    f'{self.path}: its boxes are decoded already (sizes up to '
                    f'{size.max():.0f}); add the option decoded=True.'
                )
            strides = self._strides[kept, None]
            middle = (middle + self._grid[kept]) * strides
            size = np.exp(size) * strides
        return np.concatenate([middle - size / 2, middle + size / 2], 1)


def letterbox(image: np.ndarray, size: Tuple[int, int]):
    """Fit an image into the upper left of a grey one.

    Args:
        image (ndarray): (h, w, 3) uint8.
        size (tuple): ``(height, width)`` of the result.

    Returns:
        tuple[ndarray, float]: (height, width, 3) uint8, and by how much the
        image was enlarged.
    """
    factor = min(size[0] / image.shape[0], size[1] / image.shape[1])
    height, width = (int(side * factor) for side in image.shape[:2])
    padded = np.full((*size, 3), _GREY, np.uint8)
    padded[:height, :width] = cv2.resize(
        image, (max(1, width), max(1, height))
    )
    return padded, factor


def _session(path: str, device: str):
    try:
        import onnxruntime
    except ImportError as error:
        raise ImportError(
            'the detector onnx needs ONNX Runtime: pip install onnxruntime'
        ) from error
    if not os.path.isfile(path):
        raise ValueError(f'{path}: no such file; path must name an ONNX file.')
    provider = dict(cpu='CPUExecutionProvider', cuda='CUDAExecutionProvider')
    known = onnxruntime.get_available_providers()
    if provider.get(device.split(':')[0]) not in known:
        raise ValueError(
            f'device {device!r}: this ONNX Runtime has {", ".join(known)}; '
            'expected cpu, or cuda with the package onnxruntime-gpu.'
        )
    options = onnxruntime.SessionOptions()
    # as many threads as other libraries take; 0 is ONNX Runtime's own choice
    options.intra_op_num_threads = int(os.environ.get('OMP_NUM_THREADS', 0))
    options.log_severity_level = 3  # errors alone
    try:
        return onnxruntime.InferenceSession(
            path, options, providers=[provider[device.split(':')[0]]]
        )
    except Exception as error:  # ONNX Runtime has no base class of its own
        raise ValueError(
            f'{path}: no model that ONNX Runtime reads '
            f'({str(error).splitlines()[0][:120]}).'
        ) from None


def _input_size(session, path: str, size: Optional[int]) -> Tuple[int, int]:
    """``(height, width)``."""
    inputs = session.get_inputs()
    shape = inputs[0].shape
    if len(inputs) != 1 or len(shape) != 4 or shape[1] != 3:
        raise ValueError(
            f'{path}: expected one input (1, 3, height, width), got '
            f'{[i.shape for i in inputs]}.'
        )
    sides = [side if isinstance(side, int) else size for side in shape[2:]]
    if None in sides:
        raise ValueError(
            f'{path}: leaves the size of its input open; add the option '
            'size=416 (Nano, Tiny) or size=640 (S, M, L, X).'
        )
    if size is not None and sides != [size, size]:
        raise ValueError(
            f'{path}: its input has {sides[0]} x {sides[1]} pixels, but the '
            f'option size is {size}; leave it out.'
        )
    if any(side < 32 or side % 32 for side in sides):
        raise ValueError(
            f'{path}: expected an input of multiples of 32 pixels, got '
            f'{sides[0]} x {sides[1]}.'
        )
    return tuple(sides)


def _grid(height: int, width: int):
    """Cells (n, 2) as x, y, of all strides, and (n,) the stride of each."""
    cells, strides = [], []
    for stride in _STRIDES:
        y, x = np.mgrid[: height // stride, : width // stride]
        cells.append(np.stack([x.ravel(), y.ravel()], 1))
        strides.append(np.full(x.size, stride))
    return np.concatenate(cells), np.concatenate(strides)


def _person_class(shape, cells: int, person: Optional[int], path: str) -> int:
    """Number of the class of people, once it is sure that there is one."""
    if len(shape) != 3 or shape[:2] != (1, cells) or shape[2] < 6:
        raise ValueError(
            f'{path}: expected the output of YOLOX, (1, {cells}, 5 + '
            f'classes) for strides 8, 16 and 32, got {tuple(shape)}.'
        )
    classes = shape[2] - 5
    if person is None:
        if classes != _COCO_CLASSES:
            raise ValueError(
                f'{path}: has {classes} classes, not the {_COCO_CLASSES} of '
                'COCO; if one of them is "person", add the option '
                'person=NUMBER (from 0).'
            )
        return 0
    if not 0 <= person < classes:
        raise ValueError(
            f'{path}: has the classes 0 to {classes - 1}, but the option '
            f'person is {person}.'
        )
    return person


def _suppress(boxes, scores, threshold: float) -> np.ndarray:
    """(n,) numbers of the boxes that stay, surest first."""
    if not len(boxes):
        return np.zeros(0, int)
    sizes = np.concatenate([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]], 1)
    return np.ravel(
        cv2.dnn.NMSBoxes(sizes.tolist(), scores.tolist(), 0.0, threshold)
    ).astype(int)
