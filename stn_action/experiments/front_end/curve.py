"""Top-1 of a recogniser with and without a front end, box by box."""

from typing import Optional

import numpy as np

from ...formats.annotations import read_annotations, tube_of
from ...tubes import BoxNoiseParams, PersonTube, square_boxes
from .clips import Clips, noisy_boxes, segment_frames, stack_boxes
from .comparisons import END, THROUGH, level_1
from .heads import correct, train_head
from .table import gain_row
from .views import MARGIN

#: As configs/_base_/training_noise.py: what a view errs by.
JITTER = BoxNoiseParams(looseness=1.2, tightness=0.83, shift=0.1, drop=0.0)
LOOSE = BoxNoiseParams()
#: (name, level, draw) of the tests.
TESTS = (
    ('true', 0.0, 0),
    ('level .5', 0.5, 0),
    ('level 1', 1.0, 0),
    ('level 1 again', 1.0, 1),
)
#: (name, every n-th frame searched) of the tests at a detector's boxes.
DETECTIONS = (
    ('detector', 1),
    ('detector, every 4th', 4),
    ('detector, every 8th', 8),
    ('detector, middle', None),
)
FRAMES = 3


def draw_boxes(
    clips: Clips, params: BoxNoiseParams, level: float, seed: int, train: bool
):
    """Frames (n, T), boxes (n, T, 4) and flips of one draw."""
    rng = np.random.default_rng([seed, int(train)])
    totals = [e['total_frames'] for e in clips.entries]
    frames = np.stack(
        [
            segment_frames(total, FRAMES, rng if train else None)
            for total in totals
        ]
    )
    tubes = [clips.tube(i) for i in range(len(clips))]
    if level:
        tubes = [
            noisy_boxes(tube, clips.shape(i), params, level, rng)
            for i, tube in enumerate(tubes)
        ]
    flips = rng.random(len(clips)) < 0.5 if train else None
    return frames, stack_boxes(tubes, frames), flips


def detected(clips: Clips, ann_file: str) -> dict:
    """Frames and boxes of the tests at a detector's boxes.

    They are those of every frame that was searched, of every fourth and every
    eighth frame, and of the middle one alone, as in AVA. Where the detector
    found nobody in a video, the box is the whole frame.
    """
    tubes = {e['filename']: tube_of(e) for e in read_annotations(ann_file)[1]}
    chosen = [
        tubes.get(entry['filename']) or _whole_frame(clips, i)
        for i, entry in enumerate(clips.entries)
    ]
    frames = np.stack(
        [segment_frames(e['total_frames'], FRAMES) for e in clips.entries]
    )
    found = {}
    for name, every in DETECTIONS:
        thin = [thinned(tube, every) for tube in chosen]
        found[name] = frames, stack_boxes(thin, frames), None
    return found


def _whole_frame(clips: Clips, clip: int) -> PersonTube:
    height, width = clips.shape(clip)
    return PersonTube(np.array([0]), np.array([[0.0, 0, width, height]]))


def thinned(tube: PersonTube, every: Optional[int]) -> PersonTube:
    """The tube that a detector on every n-th frame and the last one finds.

    Args:
        tube (PersonTube): K key frames.
        every (int, optional): n; None keeps the middle key frame alone.
    """
    keys = np.arange(len(tube))
    if every is None:
        keep = keys == len(tube) // 2
    else:
        keep = (tube.frame_inds % every == 0) | (keys == len(tube) - 1)
    scores = None if tube.scores is None else tube.scores[keep]
    return PersonTube(tube.frame_inds[keep], tube.boxes[keep], scores)


def _whole_frames(clips: Clips) -> np.ndarray:
    """(n, 1, 4) the frames' own borders."""
    return np.stack([_whole_frame(clips, i).boxes for i in range(len(clips))])


def cross_fitted(fronts, members, clips, frames, boxes) -> np.ndarray:
    """What the recogniser gets, each clip's from the front end of its fold."""
    shown = np.empty_like(boxes)
    for front, chosen in zip(fronts, members):
        views = front.views(clips, chosen, frames[chosen], boxes[chosen])
        shown[chosen] = front.shown(views, boxes[chosen])
    return shown


def conditions(clips: Clips, fronts, members, draws: int, detections=None):
    """{name: (frames, squares, flips)} of all tests and training draws."""
    drawn = {
        name: draw_boxes(clips, LOOSE, level, seed, train=False)
        for name, level, seed in TESTS
    }
    if detections:
        drawn.update(detected(clips, detections))
    for d in range(draws):
        drawn[f'train loose {d}'] = draw_boxes(clips, LOOSE, 1.0, d, True)
    found = {}
    for name, (frames, boxes, flips) in drawn.items():
        shown = cross_fitted(fronts, members, clips, frames, boxes)
        found[name] = (frames, square_boxes(boxes, MARGIN), flips)
        found[f'{name}, front end'] = (frames, shown, flips)
    for d in range(draws):
        frames, boxes, flips = draw_boxes(clips, JITTER, 1.0, d, True)
        found[f'train true {d}'] = (frames, square_boxes(boxes, MARGIN), flips)
        whole = np.tile(_whole_frames(clips), (1, FRAMES, 1))
        found[f'train whole {d}'] = (frames, whole, flips)
    frames, boxes, _ = drawn['level 1']
    found['whole'] = (frames, whole, None)
    found['level 1, wide'] = (frames, square_boxes(boxes, MARGIN * 1.3), None)
    return found


def accuracies(
    features: dict, labels, members, classes: int, draws: int, seeds: int
) -> dict:
    """{(training, test): (n,) share of head seeds that are right}."""
    trainings = {
        'true': 'train true {}',
        'loose': 'train loose {}',
        'loose through the front end': 'train loose {}, front end',
        'whole': 'train whole {}',
    }
    tests = {n: [n] for n in features if not n.startswith('train')}
    tests['level 1, average with wide'] = ['level 1', 'level 1, wide']
    right = {
        (t, n): np.zeros((len(labels), seeds))
        for t in trainings
        for n in tests
    }
    for training, pattern in trainings.items():
        drawn = [features[pattern.format(d)] for d in range(draws)]
        for fold, held in enumerate(members):
            rest = np.setdiff1d(np.arange(len(labels)), held)
            for seed in range(seeds):
                head = train_head(
                    [d[rest] for d in drawn],
                    labels[rest],
                    classes,
                    10 * fold + seed,
                )
                for name, parts in tests.items():
                    right[training, name][held, seed] = correct(
                        head, [features[p][held] for p in parts], labels[held]
                    )
    return {key: value.mean(1) for key, value in right.items()}


def report(size: int, acc: dict, sources) -> str:
    """The table of one resolution."""
    end, through = END, THROUGH['loose']
    clean = acc['true', 'true']
    rows = [
        gain_row(
            'true: level 1',
            level_1(acc, 'true', end),
            level_1(acc, 'true'),
            sources,
            clean,
        ),
        gain_row(
            'true: level .5',
            acc['true', 'level .5' + end],
            acc['true', 'level .5'],
            sources,
            clean,
        ),
        gain_row(
            'true: true boxes', acc['true', 'true' + end], clean, sources
        ),
        gain_row(
            'loose: level 1',
            level_1(acc, through, end),
            level_1(acc, 'loose'),
            sources,
            clean,
        ),
        gain_row(
            'loose: true boxes',
            acc[through, 'true' + end],
            acc['loose', 'true'],
            sources,
        ),
        gain_row(
            'true: level 1, average with a crop 1.3 as wide',
            acc['true', 'level 1, average with wide'],
            acc['true', 'level 1'],
            sources,
            clean,
        ),
    ]
    for name, _ in DETECTIONS:
        if ('true', name) not in acc:
            continue
        rows += [
            gain_row(
                f'true: {name}',
                acc['true', name + end],
                acc['true', name],
                sources,
                clean,
            ),
            gain_row(
                f'loose: {name}',
                acc[through, name + end],
                acc['loose', name],
                sources,
            ),
        ]
    whole = acc['whole', 'whole'].mean()
    head = [
        f'{size} px; true boxes {clean.mean():.3f}, whole frame {whole:.3f}',
        '',
        '| trained on: tested on | without | with | gain [95 %] '
        '| loss recovered [95 %] |',
        '|---|---|---|---|---|',
    ]
    return '\n'.join(head + rows) + '\n'
