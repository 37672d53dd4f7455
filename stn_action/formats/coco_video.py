"""COCO-video JSON, the CocoVID of MMTracking and TAO.

``videos``, ``images`` with ``video_id`` and a number of the frame from 0,
``annotations`` with the id of a track, ``categories``. Boxes are ``x, y,
width, height`` on pixel edges.
"""

import json
import os
from typing import List, Tuple

import numpy as np

from ..tubes.person_tube import PersonTube
from .annotations import by_video, one_label, tube_of, with_track_ids


def read_coco_video(
    path: str, ext: str = '.mp4', frame_base: int = 0, **_
) -> Tuple[dict, List[dict]]:
    """Entries of all tracks; the categories are the classes.

    Args:
        path (str): The file. Crowds (``iscrowd``) are left out.
        ext (str): Ending of the video files, for names that have none.
        frame_base (int): Number of the first frame: 0 as in CocoVID, or 1.

    Returns:
        tuple[dict, list[dict]]: ``metainfo`` and entries. The number of frames
        is the ``length`` of the video, or ends with its last image.

    Raises:
        ValueError: If the file is no such file, or a track changes its
            category; it names the track.
    """
    try:
        with open(path, encoding='utf-8') as file:
            raw = json.load(file)
        categories = sorted(raw['categories'], key=lambda c: c['id'])
        frames = {
            i['id']: (i['video_id'], _frame_of(i) - frame_base)
            for i in raw['images']
        }
        tracks = _group(raw['annotations'], frames)
        videos = {v['id']: dict(v) for v in raw['videos']}
        for video_id, index in frames.values():
            seen = videos[video_id].get('seen', 0)
            videos[video_id]['seen'] = max(seen, index + 1)
        entries = [
            _entry(videos[video], track, boxes, categories, ext)
            for (video, track), boxes in tracks.items()
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f'{path}: expected COCO-video JSON with videos, images (video_id, '
            'frame_id), annotations (image_id, instance_id or track_id, bbox, '
            f'category_id) and categories; lacking or wrong: {error}.'
        ) from None
    except ValueError as error:
        raise ValueError(f'{path}: {error}') from None
    return dict(classes=[c['name'] for c in categories]), entries


def _frame_of(image: dict) -> int:
    return image['frame_id'] if 'frame_id' in image else image['frame_index']


def _group(annotations, frames) -> dict:
    """``{(video, track): [(frame, annotation), ...]}``, frames in order."""
    tracks = {}
    for annotation in annotations:
        if annotation.get('iscrowd'):
            continue
        video, index = frames[annotation['image_id']]
        track = annotation.get('instance_id', annotation.get('track_id'))
        if track is None:
            raise KeyError('instance_id')
        tracks.setdefault((video, track), []).append((index, annotation))
    return {
        key: sorted(boxes, key=lambda pair: pair[0])
        for key, boxes in tracks.items()
    }


def _entry(video: dict, track, boxes, categories, ext: str) -> dict:
    name = video['name']
    filename = name if os.path.splitext(name)[1] else name + ext
    ids = {annotation['category_id'] for _, annotation in boxes}
    if len(ids) > 1:
        raise ValueError(
            f'track {track} of {name} has several categories: '
            f'{sorted(ids)}; give each action a track of its own'
            '.'
        )
    xywh = np.array([a['bbox'] for _, a in boxes], np.float64)
    scores = [a['score'] for _, a in boxes if 'score' in a]
    try:
        tube = PersonTube(
            [index for index, _ in boxes],
            np.hstack([xywh[:, :2], xywh[:, :2] + xywh[:, 2:]]),
            scores if len(scores) == len(boxes) else None,
        )
    except ValueError as error:
        raise ValueError(f'track {track} of {name}: {error}') from None
    entry = dict(
        filename=filename,
        label=[c['id'] for c in categories].index(ids.pop()),
        total_frames=video.get('length') or video['seen'],
        **{k: video[k] for k in ('width', 'height') if k in video},
        track_id=track,
        frame_inds=tube.frame_inds.tolist(),
        boxes=tube.boxes.tolist(),
    )
    if tube.scores is not None:
        entry['scores'] = tube.scores.tolist()
    return entry


def write_coco_video(
    path: str, metainfo: dict, entries: List[dict], boxes: str = 'boxes', **_
) -> None:
    """The inverse of ``read_coco_video``; images are those with a box.

    Tubes without a label become the category ``person``.
    """
    classes = metainfo['classes'] or ['person']
    raw = dict(
        categories=[dict(id=i, name=c) for i, c in enumerate(classes, 1)],
        videos=[],
        images=[],
        annotations=[],
    )
    for name, own in by_video(entries).items():
        size = {k: own[0][k] for k in ('width', 'height') if k in own[0]}
        video = dict(
            id=len(raw['videos']) + 1,
            name=name,
            length=own[0]['total_frames'],
            **size,
        )
        raw['videos'].append(video)
        images = {}
        for index in sorted({i for e in own for i in e['frame_inds']}):
            images[index] = len(raw['images']) + 1
            raw['images'].append(
                dict(
                    id=images[index],
                    video_id=video['id'],
                    frame_id=index,
                    file_name=f'{os.path.splitext(name)[0]}/{index:06d}.jpg',
                    **size,
                )
            )
        for track, entry in with_track_ids(own):
            raw['annotations'] += _annotations(
                entry, track, video['id'], images, boxes
            )
    for number, annotation in enumerate(raw['annotations'], 1):
        annotation['id'] = number
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(raw, file)


def _annotations(entry, track, video_id, images, boxes) -> List[dict]:
    tube = tube_of(entry, boxes)
    sizes = tube.boxes[:, 2:] - tube.boxes[:, :2]
    rows = []
    for k, index in enumerate(tube.frame_inds.tolist()):
        row = dict(
            image_id=images[index],
            video_id=video_id,
            instance_id=track,
            category_id=one_label(entry, 0) + 1,
            bbox=[*tube.boxes[k, :2].tolist(), *sizes[k].tolist()],
            area=float(sizes[k].prod()),
            iscrowd=0,
        )
        if tube.scores is not None:
            row['score'] = float(tube.scores[k])
        rows.append(row)
    return rows
