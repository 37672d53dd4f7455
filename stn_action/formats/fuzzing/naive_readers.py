"""A second reading of each format: no checks, no arrays, plain loops.

Each function takes the content of a file and gives ``(usable, unusable)``:
rows ``(video, track, frame, x1, y1, x2, y2, label)``, and the number of those
that the file says are not to be used. They raise anything on files that are
not well formed.
"""

import csv
import json
from typing import List, Tuple
from xml.etree import ElementTree

Rows = Tuple[List[tuple], int]


def _named(name: str, ext: str) -> str:
    return name if name.lower().endswith(('.mp4', '.avi')) else name + ext


def annotations(raw: bytes) -> Rows:
    rows = []
    for entry in json.loads(raw.decode('utf-8-sig'))['data_list']:
        for frame, box in zip(entry['frame_inds'], entry['boxes']):
            track, label = entry.get('track_id'), entry.get('label')
            rows.append((entry['filename'], track, frame, *box, label))
    return rows, 0


def gttubes(raw: dict) -> Rows:
    rows = []
    for video, own in raw['gttubes'].items():
        for label, arrays in own.items():
            for array in arrays:
                for frame, x1, y1, x2, y2 in array.tolist():
                    box = x1, y1, x2 + 1, y2 + 1
                    name = _named(video, '.avi')
                    rows.append((name, None, frame - 1, *box, label))
    return rows, 0


def mot(raw: bytes) -> Rows:
    rows, unusable = [], 0
    for line in raw.decode('utf-8-sig').splitlines():
        if not line.strip():
            continue
        fields = line.split(',') if ',' in line else line.split()
        frame, track, left, top, width, height, *more = map(float, fields)
        more = [*more, *[-1] * 4][: max(4, len(more))]
        flag, kind, visible, last = more[:4]
        truth = kind >= 0 and kind == int(kind) and last == -1
        if flag == 0 or (truth and (kind != 1 or visible == 0)) or track == -1:
            unusable += 1
            continue
        box = left - 1, top - 1, left - 1 + width, top - 1 + height
        rows.append(('file.mp4', track, frame - 1, *box, None))
    return rows, unusable


def coco_video(raw: bytes) -> Rows:
    raw = json.loads(raw.decode('utf-8-sig'))
    rows, unusable = [], 0
    videos = {v['id']: v for v in raw['videos']}
    images = {i['id']: i for i in raw['images']}
    order = sorted(c['id'] for c in raw['categories'])
    for row in raw['annotations']:
        marks = [row.get(k) for k in ('iscrowd', 'ignore', 'occluded')]
        if any(marks) or row['category_id'] == -1:
            unusable += 1
            continue
        image = images[row['image_id']]
        name = videos[image['video_id']]['name']
        frame = image['frame_index' if 'frame_index' in image else 'frame_id']
        x, y, w, h = row['bbox']
        track = row['instance_id' if 'instance_id' in row else 'track_id']
        box = x, y, x + w, y + h
        label = order.index(row['category_id'])
        rows.append((_named(name, '.mp4'), track, frame, *box, label))
    return rows, unusable


def cvat(raw: bytes) -> Rows:
    root = ElementTree.fromstring(raw)
    rows, unusable = [], 0
    task = root.find('meta/task')
    names = [e.text or '' for e in task.findall('labels/label/name')]
    source = task.find('source').text.strip()
    for track in root.findall('track'):
        number = float(track.get('id'))
        for shape in track:
            if shape.tag != 'box' or float(shape.get('rotation', 0)):
                unusable += 1
            elif shape.get('outside', '0') != '1':
                corners = [shape.get(k) for k in ('xtl', 'ytl', 'xbr', 'ybr')]
                frame = float(shape.get('frame'))
                label = names.index(track.get('label'))
                box = map(float, corners)
                rows.append((source, number, frame, *box, label))
    return rows, unusable


def ava_csv(raw: bytes) -> Rows:
    rows = []
    for row in csv.reader(raw.decode('utf-8-sig').splitlines()):
        if not any(f.strip() for f in row) or not any(row[2:6]):
            continue
        box = [min(max(float(v), 0), 1) for v in row[2:6]]
        rows.append((row[0], None, float(row[1]), *box, float(row[6])))
    return rows, 0
