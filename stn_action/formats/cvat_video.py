"""CVAT for video 1.1 XML (docs.cvat.ai, "XML annotation format").

Frames count from 0 within the task, which may begin later than its video and
skip frames. Boxes are on pixel edges. A box that is ``outside`` says that the
object is not seen from that frame on.
"""

from typing import List, Optional, Sequence, Tuple
from xml.etree import ElementTree

from ..tubes.person_tube import PersonTube


def read_cvat_video(path: str) -> Tuple[List[str], List[dict]]:
    """Entries of all tracks of one video.

    A track that goes outside and comes back gives one entry for each time it
    is seen, all with its ``track_id``, so that nothing is interpolated in
    between.

    Args:
        path (str): ``annotations.xml`` of a task or job.

    Returns:
        tuple[list[str], list[dict]]: Names of the labels, and entries whose
        ``label`` is such a name.

    Raises:
        ValueError: If the file is no such file, or a track is not one of
            upright boxes.
        ImportError: If defusedxml is missing.
    """
    root = _parse(path)
    meta = root.find('meta/task')
    meta = root.find('meta/job') if meta is None else meta
    if root.tag != 'annotations' or meta is None or root.findall('image'):
        raise ValueError(
            f'{path}: expected the XML of a task or job in "CVAT for video '
            '1.1"; export it in this format (not "for images", not a whole '
            'project).'
        )
    try:
        classes = [label.findtext('name') for label in meta.iter('label')]
        video = _video_of(root, meta)
        entries = []
        for track in root.findall('track'):
            if track.get('label') not in classes:
                classes.append(track.get('label'))
            entries += _entries(track, video, *_frame_numbers(meta))
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f'{path}: {error}') from None
    return classes, entries


def _parse(path: str):
    try:
        from defusedxml import ElementTree as SafeTree
        from defusedxml.common import DefusedXmlException
    except ImportError as error:
        raise ImportError(
            'reading XML safely needs defusedxml: pip install '
            "'stn_action[detect]'."
        ) from error
    try:
        return SafeTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        raise ValueError(f'{path}: not XML ({error}).') from None
    except DefusedXmlException as error:
        raise ValueError(
            f'{path}: refused, it defines entities, which no '
            f'annotation needs ({type(error).__name__}).'
        ) from None


def _video_of(root, meta) -> dict:
    """What entries say of their video."""
    source = (
        meta.findtext('source')
        or root.findtext('meta/source')
        or meta.findtext('name')
    )
    start, step = _frame_numbers(meta)
    video = dict(
        filename=source,
        total_frames=start + step * (int(meta.findtext('size')) - 1) + 1,
    )
    size = meta.find('original_size')
    if size is None:
        size = root.find('meta/original_size')
    if size is not None:
        video.update(
            width=int(size.findtext('width')),
            height=int(size.findtext('height')),
        )
    return video


def _frame_numbers(meta) -> Tuple[int, int]:
    """First frame of the task in its video, and the step between frames."""
    step = (meta.findtext('frame_filter') or '').partition('step=')[2]
    return int(meta.findtext('start_frame') or 0), int(step or 1)


def _entries(track, video: dict, start: int, step: int) -> List[dict]:
    """One entry for each stretch of frames in which a track is seen."""
    name = f'track {track.get("id")}'
    shapes = {shape.tag for shape in track} - {'box'}
    if shapes:
        raise ValueError(
            f'{name} holds {sorted(shapes)[0]}: expected boxes only.'
        )
    stretches, current = [], []
    for box in sorted(track, key=lambda box: int(box.get('frame'))):
        if box.get('outside') == '1':
            stretches, current = stretches + [current], []
            continue
        if float(box.get('rotation', 0)):
            raise ValueError(
                f'{name}, frame {box.get("frame")}: the box is '
                'rotated, expected upright ones.'
            )
        current.append(
            (
                start + step * int(box.get('frame')),
                [float(box.get(k)) for k in ('xtl', 'ytl', 'xbr', 'ybr')],
            )
        )
    entries = []
    for stretch in filter(None, [*stretches, current]):
        try:
            tube = PersonTube(*zip(*stretch))
        except ValueError as error:
            raise ValueError(f'{name}: {error}') from None
        entries.append(
            dict(
                video,
                label=track.get('label'),
                track_id=int(track.get('id')),
                frame_inds=tube.frame_inds.tolist(),
                boxes=tube.boxes.tolist(),
            )
        )
    return entries


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
    elements = {}
    for number, label, tube in tracks:
        if number not in elements:
            elements[number] = ElementTree.SubElement(
                root, 'track', id=str(number), label=label, source='file'
            )
        _add_boxes(elements[number], tube, video['total_frames'])
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(
        path, encoding='utf-8', xml_declaration=True
    )


def _add(parent, tag: str, text: Optional[object] = None):
    element = ElementTree.SubElement(parent, tag)
    element.text = None if text is None else str(text)
    return element


def _add_boxes(track, tube: PersonTube, total_frames: int) -> None:
    last = int(tube.frame_inds[-1])
    shown = [(int(i), box, '0') for i, box in zip(tube.frame_inds, tube.boxes)]
    if last + 1 < total_frames:
        shown.append((last + 1, tube.boxes[-1], '1'))
    for index, box, outside in shown:
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
