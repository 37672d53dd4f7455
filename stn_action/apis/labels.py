"""Names of the classes, and which of them a person gets."""

from typing import List, Optional, Sequence

import numpy as np


def check_classes(
    names: Optional[Sequence[str]], head_classes: Optional[int], source: str
) -> Optional[List[str]]:
    """The names, if there are as many as the head has classes.

    Args:
        names (Sequence[str], optional): None or empty where there are none.
        head_classes (int, optional): None for a model without a head.
        source (str): Where the names come from.

    Raises:
        ValueError: The numbers differ, or a name stands twice.
    """
    if not names:
        return None
    twice = [name for name in names if list(names).count(name) > 1]
    if twice:
        raise ValueError(
            f'{source} has the class {twice[0]!r} twice: give them different '
            'names with label_file (one a line)'
        )
    if head_classes is not None and len(names) != head_classes:
        raise ValueError(
            f'{source} has {len(names)} classes, the head of the config '
            f'{head_classes}: give names of all with label_file (one a line), '
            'or set model.cls_head.num_classes to that of the training'
        )
    return list(names)


def is_multi_label(model) -> bool:
    """Whether somebody can have several labels at once."""
    return bool(getattr(getattr(model, 'cls_head', None), 'multi_class', 0))


def average_as_needed(model) -> None:
    """Let the head give one score for each class.

    A multi-label head gets the mean of its raw scores, whatever the config
    says: a softmax would make labels compete that do not. Another head that
    gives the scores of each view is set to the mean of their softmax.
    """
    head = getattr(model, 'cls_head', None)
    if is_multi_label(model):
        head.average_clips = 'score'
    elif getattr(head, 'average_clips', '') is None:
        head.average_clips = 'prob'


def probabilities(raw: np.ndarray) -> np.ndarray:
    """(classes,) raw scores of a multi-label head to [0, 1]: the sigmoid."""
    return 1 / (1 + np.exp(-raw.astype(np.float64)))


def labels_of(
    scores: np.ndarray, multi_label: bool, score_thr: float
) -> List[int]:
    """The labels of a person, best first.

    Args:
        scores (ndarray): (classes,).
        multi_label (bool): Return every label from ``score_thr`` on, possibly
            none. Otherwise only the best one.
        score_thr (float): In [0, 1].
    """
    order = np.argsort(-scores, kind='stable')
    if not multi_label:
        return [int(order[0])]
    return [int(k) for k in order if scores[k] >= score_thr]


def class_name(classes: Optional[Sequence[str]], label: int) -> str:
    """The name of a class, or its number where there are no names."""
    return classes[label] if classes and label < len(classes) else str(label)
