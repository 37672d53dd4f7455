"""Small whole files of each format, as programs write them.

Each function takes a ``numpy.random.Generator`` and gives the content of one
file: text, or for pickles the object. All have two to four tubes in one or
two videos of 40 frames of 320 x 240 pixels.
"""

import json

import numpy as np

WIDTH, HEIGHT, FRAMES = 320, 240, 40
CLASSES = ['run', 'walk', 'a, "b" & ü']


def tubes(rng) -> list:
    """``(video, track, label, frames, boxes xyxy)`` of whole pixels."""
    result = []
    for track in range(1, int(rng.integers(3, 6))):
        start, length = rng.integers(0, 20), rng.integers(2, 9)
        frames = (start + np.arange(length) * rng.integers(1, 3)).tolist()
        low = rng.integers(0, 200, (length, 2))
        boxes = np.hstack([low, low + rng.integers(5, 100, (length, 2))])
        video = ['cam/a', 'b.v2'][int(rng.integers(2))]
        label = int(rng.integers(len(CLASSES)))
        result.append((video, track, label, frames, boxes.tolist()))
    return result


def annotations(rng) -> str:
    """This project's own."""
    entries = []
    for video, track, label, frames, boxes in tubes(rng):
        entry = dict(
            filename=video + '.mp4',
            label=label,
            total_frames=FRAMES,
            width=WIDTH,
            height=HEIGHT,
            frame_inds=frames,
            boxes=boxes,
        )
        if rng.random() < 0.5:
            entry.update(
                track_id=track,
                scores=[0.5] * len(frames),
                clean_boxes=boxes,
                clip=[frames[0], frames[-1] + 1],
            )
        entries.append(entry)
    return json.dumps(
        dict(metainfo=dict(classes=CLASSES), data_list=entries),
        ensure_ascii=False,
    )


def gttubes(rng) -> dict:
    """``*-GT.pkl`` as an object."""
    raw = dict(
        labels=CLASSES,
        gttubes={},
        nframes={},
        train_videos=[['cam/a']],
        test_videos=[['b.v2']],
        resolution={},
    )
    for video, _, label, frames, boxes in tubes(rng):
        array = np.column_stack([np.add(frames, 1), boxes])
        array = (array - [0, 0, 0, 1, 1]).astype(np.float32)
        own = raw['gttubes'].setdefault(video, {})
        own.setdefault(label, []).append(array)
        raw['nframes'][video] = FRAMES
        raw['resolution'][video] = (HEIGHT, WIDTH)
    return raw


def mot(rng) -> str:
    """Ground truth, or a tracker's result, of one video."""
    truth = rng.random() < 0.6
    lines = []
    for _, track, _, frames, boxes in tubes(rng):
        for frame, (x1, y1, x2, y2) in zip(frames, boxes):
            row = f'{frame + 1},{track},{x1 + 1},{y1 + 1},{x2 - x1},{y2 - y1}'
            if truth:
                flag, kind = rng.random() < 0.9, rng.choice([1, 1, 1, 1, 3])
                lines.append(f'{row},{int(flag)},{kind},{rng.choice([0, 1])}')
            else:
                lines.append(f'{row},{rng.choice([-1, 0.75])},-1,-1,-1')
    return '\n'.join(lines) + '\n'


def coco_video(rng) -> str:
    """CocoVID, or TAO, of one or two videos."""
    tao = rng.random() < 0.5
    videos, images, rows = {}, {}, []
    for video, track, label, frames, boxes in tubes(rng):
        videos.setdefault(video, dict(id=len(videos) + 1, name=video))
        videos[video].update(width=WIDTH, height=HEIGHT)
        if not tao:
            videos[video]['length'] = FRAMES
        for frame, (x1, y1, x2, y2) in zip(frames, boxes):
            image = images.setdefault(
                (video, frame),
                {
                    'id': len(images) + 10,
                    'video_id': videos[video]['id'],
                    'frame_index' if tao else 'frame_id': frame,
                },
            )
            row = {
                'id': len(rows) + 1,
                'image_id': image['id'],
                'category_id': label + 1,
                'bbox': [x1, y1, x2 - x1, y2 - y1],
                'iscrowd': int(rng.random() < 0.05),
                'track_id' if tao else 'instance_id': track,
            }
            if not tao:
                row['occluded'] = bool(rng.random() < 0.1)
            rows.append(row)
    return json.dumps(
        dict(
            videos=list(videos.values()),
            images=list(images.values()),
            annotations=rows,
            categories=[dict(id=i, name=c) for i, c in enumerate(CLASSES, 1)],
        )
    )


def cvat(rng) -> str:
    """The export of a task in "CVAT for video 1.1"."""
    from xml.sax.saxutils import quoteattr

    labels = ''.join(
        f'<label><name>{quoteattr(c)[1:-1]}</name></label>' for c in CLASSES
    ).replace('&quot;', '"')
    tracks = ''
    for _, track, label, frames, boxes in tubes(rng):
        rows = [(f, b, 0) for f, b in zip(frames, boxes)]
        if rng.random() < 0.7:
            rows.append((frames[-1] + 1, boxes[-1], 1))
        shown = ''.join(
            f'    <box frame="{f}" keyframe="1" outside="{out}" occluded="0" '
            f'xtl="{b[0]}.00" ytl="{b[1]}.00" xbr="{b[2]}.00" '
            f'ybr="{b[3]}.00" z_order="0"></box>\n'
            for f, b, out in rows
        )
        tracks += (
            f'  <track id="{track}" label={quoteattr(CLASSES[label])} '
            f'source="manual">\n{shown}  </track>\n'
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n'
        '  <version>1.1</version>\n  <meta><task><id>1</id>'
        f'<size>{FRAMES}</size><start_frame>0</start_frame>'
        f'<stop_frame>{FRAMES - 1}</stop_frame><labels>{labels}</labels>'
        f'<original_size><width>{WIDTH}</width><height>{HEIGHT}</height>'
        '</original_size><source>a.mp4</source></task></meta>\n'
        f'{tracks}</annotations>\n'
    )


def ava_csv(rng) -> str:
    """``ava_val_v2.2.csv``."""
    lines = []
    for video, track, label, frames, boxes in tubes(rng):
        shares = np.array(boxes) / [WIDTH, HEIGHT, WIDTH, HEIGHT]
        for frame, box in zip(frames, shares.tolist()):
            corners = ','.join(f'{v:.3f}' for v in box)
            name = video.replace('/', '-')
            lines.append(f'{name},{900 + frame:04d},{corners},{label},{track}')
    return '\n'.join(lines) + '\n'


def ava_proposals(rng) -> dict:
    """Detections by key frame, as an object."""
    result = {}
    for frame in range(3):
        low = rng.random((2, 2)) / 2
        score = rng.random((2, 1))
        result[f'v,{902 + frame:04d}'] = np.hstack([low, low + 0.3, score])
    return result


def ava_label_map(rng) -> str:
    """``.pbtxt``."""
    return ''.join(
        f'item {{\n  name: "action {i}"\n  id: {i}\n}}\n'
        for i in range(1, int(rng.integers(2, 6)))
    )
