"""Reader of "CVAT for video 1.1" XML.

Read as CVAT writes it (``dataset_manager/bindings.py``, ``formats/cvat.py``):
the frames of boxes are those of the source video, counted from 0, with the
start and the step of the task in them, in exports of a task and of a job. The
length of the video is not stated: ``stop_frame`` is the last frame of the
task or job. The export of a job names no ``source``. Boxes are on pixel
edges. A box that is ``outside`` says that the object is not seen from that
frame on.
"""

from typing import Callable, List, Optional, Tuple
from xml.etree import ElementTree

from ..tubes.mending import LeftOut, mended_tube
from .annotations import AtLeast
from .text_files import MAX_BYTES, number_of, whole_number_of

_CORNERS = ('xtl', 'ytl', 'xbr', 'ybr')


def read_cvat_video(
    path: str,
    video_name: Optional[str] = None,
    left_out: Optional[LeftOut] = None,
) -> Tuple[List[str], List[dict]]:
    """Entries of all tracks of one video.

    A track that goes outside and comes back gives one entry for each time it
    is seen, all with its ``track_id``, so that nothing is interpolated in
    between. Rotated boxes, and tracks of other shapes, are left out.

    Args:
        path (str): ``annotations.xml`` of a task or job.
        video_name (str, optional): File name of the video, for exports that
            name none.
        left_out (LeftOut, optional): Counts the boxes not used.

    Returns:
        tuple[list[str], list[dict]]: Names of the labels, and entries whose
        ``label`` is such a name.

    Raises:
        ValueError: If the file is no such file; it names the track.
        ImportError: If defusedxml is missing.
    """
    left_out = LeftOut() if left_out is None else left_out
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
        classes = _labels(meta)
        video = _video_of(root, meta, video_name)
        entries, seen = [], set()
        for track in root.findall('track'):
            number = _whole(track, 'id', 'a track')
            if number in seen:
                raise ValueError(f'track {number}: this id stands twice.')
            seen.add(number)
            if track.get('label') not in classes:
                raise ValueError(
                    f'track {number}: its label {track.get("label")!r} is '
                    f'none of {classes}.'
                )
            entries += _entries(track, number, video, left_out)
    except ValueError as error:
        raise ValueError(f'{path}: {error}') from None
    return classes, entries


def _parse(path: str):
    try:
        from defusedxml import ElementTree as SafeTree
        from defusedxml.common import DefusedXmlException
    except ImportError as error:
        raise ImportError(
            "reading XML safely needs defusedxml: pip install -e '.[detect]'."
        ) from error
    with open(path, 'rb') as file:
        raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise ValueError(f'{path}: larger than {MAX_BYTES} bytes.')
    try:
        return SafeTree.fromstring(raw)
    except DefusedXmlException as error:
        raise ValueError(
            f'{path}: refused, it defines entities, which no '
            f'annotation needs ({type(error).__name__}).'
        ) from None
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise ValueError(f'{path}: not XML ({error}).') from None


def _labels(meta) -> List[str]:
    names = [
        label.findtext('name')
        for label in meta.iter('label')
        if label.find('parent') is None  # a point of a skeleton
    ]
    if None in names or len(set(names)) < len(names):
        raise ValueError(f'expected labels with different names, got {names}.')
    return names


def _video_of(root, meta, video_name: Optional[str]) -> dict:
    """The keys of an entry that describe its video."""
    source = (
        video_name
        or meta.findtext('source')
        or root.findtext('meta/source')
        or ''
    ).strip()
    if not source:
        raise ValueError(
            'names no video (the export of a job has no <source>): give its '
            'file name with --video-name, or export the task.'
        )
    start = _meta_number(meta, 'start_frame', 0)
    stop = _meta_number(meta, 'stop_frame', None)
    if stop is None:  # exports of CVAT before 0.5 have the number of frames
        step = (meta.findtext('frame_filter') or '').partition('step=')[2]
        step = int(step) if step.isdecimal() else 1
        stop = start + step * (_meta_number(meta, 'size', 1) - 1)
    video = dict(filename=source, total_frames=AtLeast(stop + 1))
    for size in (meta.find('original_size'), root.find('meta/original_size')):
        if size is not None and 'width' not in video:
            for key in 'width', 'height':
                video[key] = _meta_number(size, key, 0)
                if video[key] < 1:
                    raise ValueError(f'{key} of the video: expected a number.')
    return video


def _meta_number(element, key: str, default: Optional[int]) -> Optional[int]:
    text = (element.findtext(key) or '').strip()
    return _parse_as(whole_number_of, text, key, '') if text else default


def _whole(element, key: str, what: str) -> int:
    return _parse_as(whole_number_of, element.get(key, ''), key, what)


def _number(element, key: str, what: str, default: str = '') -> float:
    return _parse_as(number_of, element.get(key, default), key, what)


def _parse_as(parse: Callable, text: str, key: str, what: str):
    try:
        return parse(text)
    except ValueError as error:
        raise ValueError(f'{what or "meta"}: {key}: {error}.') from None


def _flag(element, key: str, what: str) -> bool:
    text = element.get(key, '0')
    if text not in ('0', '1'):
        raise ValueError(f'{what}: expected 0 or 1 as {key}, got {text!r}.')
    return text == '1'


def _entries(track, number: int, video: dict, left_out) -> List[dict]:
    """One entry for each stretch of frames in which a track is seen."""
    stretches, current, frames = [], [], set()
    boxes = [box for box in track if box.tag == 'box']
    left_out.rows += len(track)
    for shape in {shape.tag for shape in track} - {'box'}:
        left_out.drop(shape, len(track.findall(shape)))
    named = [(_whole(b, 'frame', f'track {number}'), b) for b in boxes]
    for frame, box in sorted(named, key=lambda pair: pair[0]):
        what = f'track {number}, frame {frame}'
        if frame in frames:
            raise ValueError(f'{what}: two boxes; keep one.')
        frames.add(frame)
        if _flag(box, 'outside', what):
            stretches, current = [*stretches, current], []
            left_out.rows -= 1  # says that there is nothing
        elif _number(box, 'rotation', what, '0'):
            left_out.drop('rotated')
        else:
            corners = [_number(box, key, what) for key in _CORNERS]
            current.append((frame, corners))
    size = (video['width'], video['height']) if 'width' in video else None
    entries = []
    for stretch in filter(None, [*stretches, current]):
        try:
            tube, _ = mended_tube(*zip(*stretch), None, left_out, size)
        except ValueError as error:
            raise ValueError(f'track {number}: {error}') from None
        if tube is not None:
            last = int(tube.frame_inds[-1])
            entries.append(
                dict(
                    video,
                    total_frames=AtLeast(max(video['total_frames'], last + 1)),
                    label=track.get('label'),
                    track_id=number,
                    frame_inds=tube.frame_inds.tolist(),
                    boxes=tube.boxes.tolist(),
                )
            )
    return entries
