"""Compares the numbers of classes of data, head and checkpoint."""

from typing import Dict, Optional

import numpy as np
import torch
from torch import nn

from ..formats.ava import read_label_map


def head_classes(model: nn.Module) -> Optional[int]:
    """Classes of a recogniser's head; None where the model has no head."""
    head = getattr(model, 'cls_head', None)
    if head is None:  # of a detector
        head = getattr(getattr(model, 'roi_head', None), 'bbox_head', None)
    count = getattr(head, 'num_classes', None)
    return count if isinstance(count, int) and count > 0 else None


def stated_classes(dataset) -> Optional[int]:
    """Classes that a data set states; None where it states none."""
    meta = getattr(dataset, 'metainfo', None) or {}
    classes = meta.get('classes') or ()
    count = getattr(dataset, 'num_classes', None)
    if isinstance(count, int) and count > 0:
        return count
    return len(classes) or None


def highest_label(dataset) -> Optional[int]:
    """The largest label of a data set, read without decoding a frame.

    None where the data set cannot give its labels that way.
    """
    if not hasattr(dataset, 'get_data_info'):
        return None
    highest = None
    for index in range(len(dataset)):
        label = dataset.get_data_info(index).get('label')
        if label is None or not np.size(label):
            continue
        value = int(np.max(label))
        highest = value if highest is None else max(highest, value)
    return highest


def check_data(name: str, dataset, classes: Optional[int]) -> None:
    """Compare a data set with a head of so many classes.

    Raises:
        ValueError: They do not fit.
    """
    if classes is None or dataset is None:
        return
    stated = stated_classes(dataset)
    if stated is not None and stated != classes:
        raise ValueError(
            f'the head has {classes} classes, the {name} data have {stated}: '
            'set model.cls_head.num_classes to that of the data, or name the '
            'annotation file that belongs to this config'
        )
    highest = highest_label(dataset) if stated is None else None
    if highest is not None and highest >= classes:
        raise ValueError(
            f'the head has {classes} classes (labels 0 to {classes - 1}), but '
            f'a label of the {name} data is {highest}: set '
            'model.cls_head.num_classes, or correct the annotation file'
        )


def check_label_map(name: str, part, classes: Optional[int]) -> None:
    """Compare AVA's own data set, or its metric, with a head.

    Output i of such a head is the action of number i in ``part.label_file``,
    or the i-th of ``part.custom_classes``; output 0 is the background.

    Args:
        name (str): Such as ``'training data'``.
        part: Data set or metric of MMAction2; those without a label map are
            let through.
        classes (int, optional): Outputs of the head.

    Raises:
        ValueError: They do not fit.
    """
    path = getattr(part, 'label_file', None)
    if classes is None or not isinstance(path, str):
        return
    chosen = getattr(part, 'custom_classes', None)
    highest = len(chosen) - 1 if chosen else max(read_label_map(path))
    stated = getattr(part, 'num_classes', classes)
    if stated != classes or highest >= classes:
        raise ValueError(
            f'the head has {classes} outputs (the background and actions 1 to '
            f'{classes - 1}), the {name} {stated}, and {path} goes on to '
            f'action {highest}: give the label map of these data, and '
            f'num_classes={highest + 1} to head, data set and metric'
        )


def check_state(
    model: nn.Module, state: Dict[str, torch.Tensor], path: str
) -> None:
    """Compare a checkpoint with the model that is to be tested with it.

    Weights of the ``stn`` may be missing: then the view is the whole crop.

    Args:
        model (nn.Module): Not wrapped.
        state (dict): The ``state_dict``.
        path (str): For the message.

    Raises:
        ValueError: The head or another part has another shape, a part or
            all of it is missing, or a weight is not finite.
    """
    own = model.state_dict()
    shapes = [k for k in own if k in state and state[k].shape != own[k].shape]
    heads = [k for k in shapes if 'head' in k]
    if heads:
        raise ValueError(
            f'{path} is of a head for {len(state[heads[0]])} outputs, the '
            f'config of one for {len(own[heads[0]])} ({heads[0]}): test with '
            'the config that it was trained with, or set '
            'model.cls_head.num_classes'
        )
    missing = [k for k in own if k not in state and not _may_lack(k)]
    if shapes or missing:
        raise ValueError(
            f'{path} is the checkpoint of another model: '
            f'{len(missing)} weights are missing, such as {missing[:2]}, '
            f'{len(shapes)} have another shape, such as {shapes[:2]}'
        )
    if own and not any(k in state for k in own):
        raise ValueError(
            f'{path} is the checkpoint of another model: it holds none of the '
            f'{len(own)} weights of this one, such as {next(iter(own))}'
        )
    check_finite_weights(state, path)


def check_finite_weights(state: Dict[str, torch.Tensor], path: str) -> None:
    """Refuse a checkpoint whose weights are not finite.

    Raises:
        ValueError: A weight is NaN or infinite.
    """
    bad = [
        name
        for name, value in state.items()
        if torch.is_tensor(value)
        and value.is_floating_point()
        and not value.isfinite().all()
    ]
    if bad:
        raise ValueError(
            f'{path} holds weights that are not finite (NaN or infinite) in '
            f'{len(bad)} tensors, such as {bad[0]}: training had diverged; '
            'take an earlier checkpoint'
        )


def _may_lack(name: str) -> bool:
    """Whether a weight may be missing: an STN's, or a batch counter."""
    parts = name.split('.')
    return 'stn' in parts or parts[-1] == 'num_batches_tracked'
