"""Keeps some classes of a file, or gives all entries one class."""

from typing import List, Sequence, Tuple

from ..tubes.mending import LeftOut


def choose_classes(
    metainfo: dict,
    entries: List[dict],
    names: Sequence[str],
    left_out: LeftOut,
) -> Tuple[dict, List[dict]]:
    """``metainfo`` and entries of some classes alone, numbered anew.

    Args:
        metainfo, entries: Contents of an annotation file.
        names (Sequence[str]): Classes to keep, in the new order.
        left_out (LeftOut): Counts the boxes of the others.

    Raises:
        ValueError: A name is none of the classes.
    """
    classes = metainfo['classes']
    unknown = [name for name in names if name not in classes]
    if unknown:
        shown = ', '.join(classes[:20]) + (' ...' if classes[20:] else '')
        raise ValueError(
            f'--classes: {unknown[0]!r} is none of the {len(classes)} classes '
            f'({shown}).'
        )
    kept = []
    for entry in entries:
        label = entry.get('label', [])
        labels = label if isinstance(label, list) else [label]
        labels = [
            list(names).index(classes[i])
            for i in labels
            if classes[i] in names
        ]
        if labels:
            label = labels if isinstance(label, list) else labels[0]
            kept.append(dict(entry, label=label))
        else:
            left_out.drop('of other classes', len(entry['frame_inds']))
    return dict(metainfo, classes=list(names)), kept


def one_class(
    metainfo: dict, entries: List[dict], name: str
) -> Tuple[dict, List[dict]]:
    """``metainfo`` and entries that all have one class.

    Raises:
        ValueError: The entries have several classes, which would be lost.
    """
    used = set()
    for entry in entries:
        label = entry.get('label', [])
        used.update(label if isinstance(label, list) else [label])
    if len(used) > 1:
        shown = ', '.join(metainfo['classes'][i] for i in sorted(used)[:10])
        raise ValueError(
            f'--label {name}: the tubes have {len(used)} classes ({shown}); '
            'choose one of them with --classes.'
        )
    entries = [dict(entry, label=0) for entry in entries]
    return dict(metainfo, classes=[name]), entries
