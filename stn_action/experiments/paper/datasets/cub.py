"""CUB-200-2011: 200 kinds of birds, in the folder layout of its archive."""

import os.path as osp
from typing import Dict, List

import cv2
from mmaction.registry import DATASETS, TRANSFORMS
from mmcv.transforms import BaseTransform
from mmengine.dataset import BaseDataset

from ....datasets.named_pipeline import Pipeline, pipeline_steps

_FILES = ('images.txt', 'image_class_labels.txt', 'train_test_split.txt')


@DATASETS.register_module()
class CUBDataset(BaseDataset):
    """Images with a class, from ``images.txt`` and its companions.

    A sample holds ``filename`` and ``label``, 0 to 199.

    Args:
        data_root (str): The folder ``CUB_200_2011``.
        split (str): ``'train'`` or ``'test'`` of ``train_test_split.txt``.
        pipeline (list | dict): Transforms, in a list or named ones.
        **kwargs: See :class:`BaseDataset`.
    """

    def __init__(
        self,
        data_root: str,
        split: str = 'train',
        pipeline: Pipeline = (),
        **kwargs,
    ) -> None:
        if split not in ('train', 'test'):
            raise ValueError(f"split must be 'train' or 'test', got {split!r}")
        self.split = split
        super().__init__(
            data_root=data_root, pipeline=pipeline_steps(pipeline), **kwargs
        )

    def load_data_list(self) -> List[dict]:
        images, labels, train = (
            _read(osp.join(self.data_root, name)) for name in _FILES
        )
        wanted = '1' if self.split == 'train' else '0'
        return [
            dict(
                filename=osp.join(self.data_root, 'images', images[key]),
                label=int(labels[key]) - 1,
            )
            for key in images
            if train[key] == wanted
        ]


def _read(path: str) -> Dict[str, str]:
    """Lines of ``id value``."""
    if not osp.exists(path):
        raise FileNotFoundError(
            f'no {path}: data_root must be the folder CUB_200_2011 of the '
            f'unpacked archive, which holds {", ".join(_FILES)} and images/'
        )
    with open(path) as file:
        return dict(
            line.split(maxsplit=1)
            for line in file.read().splitlines()
            if line.strip()
        )


@TRANSFORMS.register_module()
class LoadImageAsClip(BaseTransform):
    """An image as a clip of one frame, for MMAction2's transforms.

    Required keys: filename.

    Added keys: imgs (one (H, W, 3) BGR image), img_shape, original_shape,
    modality, num_clips, clip_len.
    """

    def transform(self, results: dict) -> dict:
        image = cv2.imread(results['filename'])
        if image is None:
            raise FileNotFoundError(
                f'cannot read the image {results["filename"]!r}: it is '
                'missing or damaged'
            )
        shape = image.shape[:2]
        results.update(
            imgs=[image],
            img_shape=shape,
            original_shape=shape,
            modality='RGB',
            num_clips=1,
            clip_len=1,
        )
        return results
