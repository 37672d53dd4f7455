"""COCO-video JSON: CocoVID of MMTracking, TAO, and what converters write.

``videos``, ``images`` with ``video_id`` and a number of the frame,
``annotations`` with the id of a track, ``categories``. Boxes are ``x, y,
width, height`` on pixel edges.

The number of the frame has several names. TAO's own ``frame_index`` is that of
the video; ``frame_id``, which MMTracking adds, counts the annotated images
alone. MMTracking's files of MOTChallenge halves hold the true number, from 1,
in ``mot_frame_id``. ByteTrack's count ``frame_id`` from 1.
"""

from typing import Dict, List, Optional, Tuple

from ..tubes.mending import LeftOut, mended_tube
from .annotations import AtLeast
from .coco_tables import by_id, categories_of, field_of, table_of
from .output_files import with_video_ending
from .text_files import read_json

#: Markers of an annotation that is not to be used: key, the value it has then
#: (or any that counts as true), and what it is called.
_UNUSABLE = (
    ('iscrowd', True, 'crowd'),
    ('ignore', True, 'ignore'),
    ('occluded', True, 'occluded'),
    ('mot_conf', 0, 'flag 0'),
    ('visibility', 0, 'visibility 0'),
    ('category_id', -1, 'ignored person (category -1)'),
)
_LARGEST = 2**31 - 1


def read_coco_video(
    path: str,
    ext: str = '.mp4',
    frame_base: Optional[int] = None,
    keep_occluded: bool = False,
    left_out: Optional[LeftOut] = None,
) -> Tuple[dict, List[dict]]:
    """Entries of all tracks; the categories are the classes.

    Args:
        path (str): The file. Crowds, ignored and occluded boxes are left out.
        ext (str): Ending of the video files, for names that have none.
        frame_base (int, optional): Number of the first frame in ``frame_id``
            and ``frame_index``: 0 as in CocoVID and TAO, or 1. Defaults to 1
            for files as ByteTrack writes them (``prev_image_id``, all images
            of a video, from 1), else 0.
        keep_occluded (bool): Keep boxes marked ``occluded``.
        left_out (LeftOut, optional): Counts the annotations not used.

    Returns:
        tuple[dict, list[dict]]: ``metainfo`` and entries. The number of frames
        is the ``length`` of the video, or ends with its last image.

    Raises:
        ValueError: If the file is no such file, an id stands twice or is
            unknown, or a track changes its category; it names the object.
    """
    left_out = LeftOut() if left_out is None else left_out
    raw = read_json(path)
    try:
        categories = categories_of(table_of(raw, 'categories'))
        videos = by_id(table_of(raw, 'videos'), 'video')
        images = by_id(table_of(raw, 'images'), 'image')
        frames = _frames(images, videos, frame_base, left_out)
        tracks = _tracks(raw, frames, categories, keep_occluded, left_out)
        entries = []
        for (video, track), rows in tracks.items():
            known = _video_of(videos[video], video, images, frames, ext)
            entries += _entry(known, track, rows, categories, left_out)
    except ValueError as error:
        raise ValueError(f'{path}: {error}') from None
    return dict(classes=list(categories.values())), entries


def _frames(images, videos, base, left_out) -> Dict[int, Tuple[int, int]]:
    """``{image: (video, frame from 0)}``."""
    numbers, by_own = {}, {}
    for name, image in images.items():
        what = f'image {name}'
        video = field_of(image, int, what, 'video_id')
        if video not in videos:
            raise ValueError(f'{what}: there is no video {video}.')
        if 'mot_frame_id' in image:  # from 1, whatever frame_id says
            number = field_of(image, int, what, 'mot_frame_id') - 1
            numbers[name] = video, number
        else:
            number = field_of(image, int, what, 'frame_index', 'frame_id')
            by_own.setdefault(video, {})[name] = number
    if base is None:
        base = int(
            bool(by_own)
            and all('prev_image_id' in image for image in images.values())
            and all(
                sorted(own.values()) == list(range(1, len(own) + 1))
                for own in by_own.values()
            )
        )
        if base:
            left_out.notes.append(
                'frames are counted from 1, as ByteTrack does: all videos '
                'have the images 1 to their number (else --frame-base 0)'
            )
    for video, own in by_own.items():
        numbers.update({i: (video, n - base) for i, n in own.items()})
    for name, (_, number) in numbers.items():
        if not 0 <= number < _LARGEST:
            raise ValueError(
                f'image {name}: its frame is {number} counted from 0; '
                'expected 0-based numbers (--frame-base).'
            )
    return numbers


def _tracks(raw, frames, categories, keep_occluded, left_out) -> dict:
    """``{(video, track): [(frame, annotation), ...]}``, frames in order."""
    tracks, seen = {}, set()
    for index, row in enumerate(table_of(raw, 'annotations')):
        what = f'annotation {row.get("id", f"number {index}")}'
        if 'id' in row and field_of(row, int, what, 'id') in seen:
            raise ValueError(f'{what}: this id stands twice.')
        seen.add(row.get('id'))
        left_out.rows += 1
        reason = _unusable(row, keep_occluded)
        if reason:
            left_out.drop(reason)
            continue
        image = field_of(row, int, what, 'image_id')
        category = field_of(row, int, what, 'category_id')
        if image not in frames or category not in categories:
            kind, name = ('image', image)
            if image in frames:
                kind, name = ('category', category)
            raise ValueError(f'{what}: there is no {kind} {name}.')
        video, frame = frames[image]
        track = field_of(row, int, what, 'instance_id', 'track_id')
        box = field_of(row, list, what, 'bbox')
        numbers = [type(v) in (int, float) for v in box]
        if numbers != [True] * 4:
            raise ValueError(f'{what}: bbox is {str(box)[:60]}.')
        if 'score' in row:
            field_of(row, (int, float), what, 'score')
        tracks.setdefault((video, track), []).append((frame, row))
    return {k: sorted(v, key=lambda pair: pair[0]) for k, v in tracks.items()}


def _unusable(row: dict, keep_occluded: bool) -> Optional[str]:
    for key, value, reason in _UNUSABLE:
        if key not in row or (key == 'occluded' and keep_occluded):
            continue
        if bool(row[key]) if value is True else row[key] == value:
            return reason
    return None


def _video_of(video: dict, name: int, images, frames, ext: str) -> dict:
    """The keys of an entry that describe its video."""
    what = f'video {name}'
    filename = field_of(video, str, what, 'name', 'file_name')
    if not filename.strip() or '\0' in filename:
        raise ValueError(f'{what}: has no name that a file can have.')
    own = [i for i, (v, _) in frames.items() if v == name]
    last = 1 + max(frames[i][1] for i in own)
    length = video.get('length')
    if (
        length is not None
        and not last <= field_of(video, int, what, 'length') < _LARGEST
    ):
        raise ValueError(
            f'{what}: length is {length}, but it has an image of frame '
            f'{last - 1}, counted from 0.'
        )
    known = dict(
        filename=with_video_ending(filename, ext),
        total_frames=AtLeast(last) if length is None else length,
    )
    for row in video, images[own[0]]:
        if 'width' in row and 'height' in row and 'width' not in known:
            for key in 'width', 'height':
                known[key] = field_of(row, int, what, key)
                if known[key] < 1:
                    raise ValueError(f'{what}: {key} is {known[key]}.')
    return known


def _entry(video: dict, track: int, rows, categories, left_out) -> List[dict]:
    """The entry of a track; none if no box of it can be used."""
    what = f'track {track} of {video["filename"]}'
    kinds = {row['category_id'] for _, row in rows}
    if len(kinds) > 1:
        raise ValueError(
            f'{what} has several categories: {sorted(kinds)}; give each '
            'action a track of its own.'
        )
    inds = [frame for frame, _ in rows]
    for first, second in zip(inds, inds[1:]):
        if first == second:
            raise ValueError(f'{what}: two boxes in frame {first}; keep one.')
    xywh = [row['bbox'] for _, row in rows]
    scores = [row['score'] for _, row in rows if 'score' in row]
    size = (video['width'], video['height']) if 'width' in video else None
    try:
        tube, _ = mended_tube(
            inds,
            [(x, y, x + w, y + h) for x, y, w, h in xywh],
            scores if len(scores) == len(rows) else None,
            left_out,
            size,
        )
    except (ValueError, OverflowError) as error:
        raise ValueError(f'{what}: {error}') from None
    if tube is None:
        return []
    entry = dict(
        video,
        label=list(categories).index(kinds.pop()),
        track_id=track,
        frame_inds=tube.frame_inds.tolist(),
        boxes=tube.boxes.tolist(),
    )
    if tube.scores is not None:
        entry['scores'] = tube.scores.tolist()
    return [entry]
