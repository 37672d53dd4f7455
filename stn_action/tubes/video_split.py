"""Training and validation parts of an annotation file, by video."""

import re
from typing import Hashable, List, Optional, Sequence, Tuple

from .splits import grouped_folds


def split_by_video(
    entries: Sequence[dict],
    val_share: float = 0.25,
    group_by: Optional[str] = None,
) -> Tuple[List[dict], List[dict]]:
    """Split entries so that no video is on both sides.

    The classes are as balanced as whole videos allow. The split depends on
    the entries alone, not on their order.

    Args:
        entries (Sequence[dict]): Of ``data_list``, with labels.
        val_share (float): About this share of the entries is for validation,
            0 (excluded) to 0.5.
        group_by (str, optional): Regular expression; videos in whose names it
            matches the same text (its first group, or all of it) stay
            together: those of one actor, say.

    Returns:
        tuple[list, list]: Training and validation.

    Raises:
        ValueError: The share is out of its range, the expression is none or
            matches nothing in a name, an entry has no label, or there are too
            few videos.
    """
    if not 0 < val_share <= 0.5:
        raise ValueError(
            f'the validation share must be over 0 and at most 0.5, '
            f'got {val_share}'
        )
    groups = [_group(entry['filename'], group_by) for entry in entries]
    labels = [_label(entry) for entry in entries]
    count, folds = len(set(groups)), round(1 / val_share)
    if count < 2:
        raise ValueError(
            f'{count} video{" group" if group_by else ""} cannot be split '
            'into training and validation: expected at least 2'
        )
    fold = grouped_folds(labels, groups, min(folds, count))
    train = [e for e, f in zip(entries, fold) if f]
    val = [e for e, f in zip(entries, fold) if not f]
    return train, val


def _group(name: str, group_by: Optional[str]) -> str:
    if group_by is None:
        return name
    try:
        match = re.search(group_by, name)
    except re.error as error:
        raise ValueError(
            f'{group_by!r} is no regular expression: {error}'
        ) from None
    if match is None:
        raise ValueError(f'{group_by!r} matches nothing in {name}')
    return match.group(1 if match.re.groups else 0)


def _label(entry: dict) -> Hashable:
    if 'label' not in entry:
        raise ValueError(f'{entry["filename"]}: an entry without label')
    label = entry['label']
    return tuple(sorted(label)) if isinstance(label, list) else label
