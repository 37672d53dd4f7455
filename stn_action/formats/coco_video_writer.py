"""Writer of COCO-video JSON, see :mod:`stn_action.formats.coco_video`."""

import json
from typing import List

from .annotations import by_video, one_label, tube_of, with_track_ids
from .output_files import video_stem, whole_file


def write_coco_video(
    path: str, metainfo: dict, entries: List[dict], boxes: str = 'boxes'
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
                    # under both names, so that no reader counts images
                    frame_id=index,
                    frame_index=index,
                    file_name=f'{video_stem(name)}/{index:06d}.jpg',
                    **size,
                )
            )
        for track, entry in with_track_ids(own):
            raw['annotations'] += _annotations(
                entry, track, video['id'], images, boxes
            )
    for number, annotation in enumerate(raw['annotations'], 1):
        annotation['id'] = number
    with whole_file(path) as part, open(part, 'w', encoding='utf-8') as file:
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
