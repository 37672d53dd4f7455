"""Writer of "CVAT for video 1.1" XML, to be imported into a task."""

from typing import Dict, List, Optional, Sequence, Tuple
from xml.etree import ElementTree

from ..tubes.person_tube import PersonTube
from .output_files import whole_file


def write_cvat_video(
    path: str,
    classes: Sequence[str],
    video: dict,
    tracks: List[Tuple[int, str, PersonTube]],
) -> None:
    """One video, to be imported into a CVAT task of it.

    Args:
        path (str): File to write.
        classes (Sequence[str]): Names of all labels.
        video (dict): ``filename``, ``total_frames`` and, if known, ``width``
            and ``height``.
        tracks (list[tuple]): Track id, name of the label, and tube. Several
            with one id become one track that is outside in between.
    """
    root = ElementTree.Element('annotations')
    _add(root, 'version', '1.1')
    task = _add(_add(root, 'meta'), 'task')
    for key, value in (
        ('size', video['total_frames']),
        ('mode', 'interpolation'),
        ('start_frame', 0),
        ('stop_frame', video['total_frames'] - 1),
        ('source', video['filename']),
    ):
        _add(task, key, value)
    labels = _add(task, 'labels')
    for name in classes:
        _add(_add(labels, 'label'), 'name', name)
    if 'width' in video:
        size = _add(task, 'original_size')
        _add(size, 'width', video['width'])
        _add(size, 'height', video['height'])
    for number, (name, parts) in _by_track(tracks).items():
        track = ElementTree.SubElement(
            root, 'track', id=str(number), label=name, source='file'
        )
        _add_boxes(track, f'track {number}', parts, video['total_frames'])
    _check_text(root)
    ElementTree.indent(root)
    with whole_file(path) as part:
        ElementTree.ElementTree(root).write(
            part, encoding='utf-8', xml_declaration=True
        )


def _by_track(tracks) -> Dict[int, Tuple[str, List[PersonTube]]]:
    grouped = {}
    for number, label, tube in tracks:
        name, parts = grouped.setdefault(number, (label, []))
        if name != label:
            raise ValueError(
                f'track {number} is {name} and {label}: this format holds one '
                'label for each track.'
            )
        parts.append(tube)
    return grouped


def _check_text(root) -> None:
    """XML has no control characters, not even escaped."""
    for element in root.iter():
        for text in (element.text or '', *element.attrib.values()):
            if any(c < ' ' and c not in '\t\n\r' for c in text):
                raise ValueError(f'{text!r}: control characters in a name.')


def _add(parent, tag: str, text: Optional[object] = None):
    element = ElementTree.SubElement(parent, tag)
    element.text = None if text is None else str(text)
    return element


def _add_boxes(track, what: str, parts, total_frames: int) -> None:
    """All boxes of a track; where a part ends, it is outside."""
    shown = {}
    for tube in parts:
        for index, box in zip(tube.frame_inds.tolist(), tube.boxes):
            if index in shown:
                raise ValueError(
                    f'two tubes of {what} hold frame {index}, which this '
                    'format cannot hold.'
                )
            shown[index] = box, '0'
    for tube in parts:
        last = int(tube.frame_inds[-1])
        if last + 1 < total_frames:
            shown.setdefault(last + 1, (tube.boxes[-1], '1'))
    for index, (box, outside) in sorted(
        shown.items(), key=lambda item: item[0]
    ):
        corners = dict(
            zip(('xtl', 'ytl', 'xbr', 'ybr'), (repr(float(v)) for v in box))
        )
        ElementTree.SubElement(
            track,
            'box',
            frame=str(index),
            keyframe='1',
            outside=outside,
            occluded='0',
            z_order='0',
            **corners,
        )
