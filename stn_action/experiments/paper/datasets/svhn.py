"""Street View House Numbers, format 1: whole numbers, one box a digit."""

import os.path as osp
from typing import List, Optional

import cv2
import numpy as np
from mmaction.registry import DATASETS, TRANSFORMS
from mmcv.transforms import BaseTransform
from mmengine.dataset import BaseDataset
from mmengine.logging import print_log

from ....datasets.named_pipeline import Pipeline, pipeline_steps
from ....tubes.crop import crop_frame, crop_regions
from .digit_struct_cache import read_digit_struct_once

#: The class of a position after the last digit.
NO_DIGIT = 10


@DATASETS.register_module()
class SVHNDataset(BaseDataset):
    """House numbers from a folder of ``digitStruct.mat`` and its PNG files.

    A sample holds ``filename``, ``index``, ``boxes`` (n, 4) and ``label``,
    ``max_digits`` classes: the digits, then 10 for "no digit". What was read
    is kept beside the file (see ``digit_struct_cache``).

    Args:
        data_root (str): The folder (``train``, ``test`` or ``extra``).
        max_digits (int): Longer numbers are left out; how many is logged.
        limit (int, optional): Use the first ones only.
        pipeline (list | dict): Transforms, in a list or named ones.
        **kwargs: See :class:`BaseDataset`.
    """

    def __init__(
        self,
        data_root: str,
        max_digits: int = 5,
        limit: Optional[int] = None,
        pipeline: Pipeline = (),
        **kwargs,
    ) -> None:
        self.max_digits = max_digits
        self.limit = limit
        super().__init__(
            data_root=data_root, pipeline=pipeline_steps(pipeline), **kwargs
        )

    def load_data_list(self) -> List[dict]:
        path = osp.join(self.data_root, 'digitStruct.mat')
        if not osp.exists(path):
            raise FileNotFoundError(
                f'no SVHN at {path}: unpack train.tar.gz or test.tar.gz of '
                'http://ufldl.stanford.edu/housenumbers (format 1), or make '
                'numbers with tools/data/house_numbers'
            )
        numbers = read_digit_struct_once(path)[: self.limit]
        kept = [n for n in numbers if len(n.digits) <= self.max_digits]
        if len(kept) < len(numbers):
            print_log(
                f'{path}: {len(numbers) - len(kept)} numbers of more than '
                f'{self.max_digits} digits are left out',
                logger='current',
            )
        return [
            dict(
                filename=osp.join(self.data_root, number.name),
                index=index,
                boxes=number.boxes,
                label=self._label(number.digits),
            )
            for index, number in enumerate(kept)
        ]

    def _label(self, digits: np.ndarray) -> List[int]:
        padding = [NO_DIGIT] * (self.max_digits - len(digits))
        return [*digits.tolist(), *padding]


@TRANSFORMS.register_module()
class CropNumber(BaseTransform):
    """Cut the square around all digits, or a looser and shifted one.

    The paper's two crops: 64 px with ``context=1.3``, and 128 px with twice
    the context, where the digits stay as large and have to be found.

    Required keys: filename, boxes, index.

    Added keys: imgs (one (size, size, 3) BGR image), img_shape.

    Args:
        size (int): Side of the crop in pixels.
        context (float): Side of the square cut out over that of the square
            around the digits.
        shift (float): The square moves by up to this share of its side, per
            axis, uniformly. Defaults to 0.
        seed (int, optional): See ``seed`` of :class:`MNISTDataset`.
        keep (bool): Keep the decoded pictures in memory, by each worker for
            itself, as decoding takes most of the time of a crop: 1.9 GB for
            8,000 made numbers. Defaults to False.
    """

    def __init__(
        self,
        size: int = 64,
        context: float = 1.3,
        shift: float = 0.0,
        seed: Optional[int] = None,
        keep: bool = False,
    ) -> None:
        self.size = size
        self.context = context
        self.shift = shift
        self.seed = seed
        self.keep = keep
        self._kept = {}

    def transform(self, results: dict) -> dict:
        image = self._read(results['filename'])
        rng = np.random.default_rng(
            np.random.randint(2**31)
            if self.seed is None
            else (self.seed, results['index'])
        )
        boxes = results['boxes']
        number = np.concatenate([boxes[:, :2].min(0), boxes[:, 2:].max(0)])
        side = (number[2:] - number[:2]).max() * self.context
        move = rng.uniform(-self.shift, self.shift, 2) * side
        region = crop_regions((number + np.tile(move, 2))[None], self.context)
        results['imgs'] = [crop_frame(image, region[0], self.size)]
        results['img_shape'] = (self.size, self.size)
        return results

    def _read(self, filename: str) -> np.ndarray:
        image = self._kept.get(filename)
        if image is None:
            image = cv2.imread(filename)
        if image is None:
            raise FileNotFoundError(
                f'cannot read the image {filename!r}, which '
                'digitStruct.mat names: unpack the archive again'
            )
        if self.keep:
            self._kept[filename] = image
        return image

    def __repr__(self) -> str:
        return (
            f'{type(self).__name__}(size={self.size}, '
            f'context={self.context}, shift={self.shift}, '
            f'seed={self.seed}, keep={self.keep})'
        )
