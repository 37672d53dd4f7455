"""A page of clips that were recognised without an STN and with one."""

from dataclasses import dataclass
from typing import Any, Iterator, List, Tuple

import numpy as np

from .clip_rows import TestedClip, tested_clip
from .contact_sheet import contact_sheet
from .drawing import COLOURS, LABELS, resize_to_height
from .refocus_sheet import annotate

#: A recogniser and its test set.
Side = Tuple[Any, Any]

# What a row shows, and how many rows: also where the STN did not help.
_KINDS = dict(repaired=2, right=1, wrong=1)
_CAPTIONS = dict(
    repaired='{true}: without STN {plain}, with STN right',
    right='{true}: right without STN and with it',
    wrong='{true}: without STN {plain}, with STN {stn}: not repaired',
    broken='{true}: without STN right, with STN {stn}: broken',
)
_CELL, _TEXT = 360, 20


@dataclass(frozen=True)
class _Pair:
    plain: TestedClip
    stn: TestedClip

    @property
    def kind(self) -> str:
        plain, stn = self.plain.correct, self.stn.correct
        if stn:
            return 'right' if plain else 'repaired'
        return 'broken' if plain else 'wrong'


def comparison_page(plain: Side, refocused: Side) -> np.ndarray:
    """One row a clip: what two recognisers saw of it, and what they guessed.

    The clips are the first ones of the test set, each of another class: two
    that the STN repaired, one that both recognised, and one that it did not
    repair or broke. A kind that does not occur is left out.

    Args:
        plain (tuple): Recogniser without an STN, and its data set.
        refocused (tuple): Recogniser with an STN, and its data set, which
            holds the same clips in the same order.

    Returns:
        ndarray: (H, W, 3) uint8 RGB.
    """
    classes = refocused[1].metainfo['classes']
    rows, captions = [], []
    for pair in _chosen(plain, refocused):
        without, with_stn = pair.plain, pair.stn
        rows.append(
            [enlarged_frame(with_stn), without.seen(), with_stn.seen()]
        )
        captions.append(
            _CAPTIONS[pair.kind].format(
                true=_words(classes[int(with_stn.sample.gt_label)]),
                plain=_words(classes[int(without.sample.pred_label)]),
                stn=_words(classes[int(with_stn.sample.pred_label)]),
            )
        )
    return contact_sheet(
        rows,
        ('frame', 'seen without STN', 'seen with STN'),
        captions,
        cell_height=_CELL,
        gap=10,
        key={LABELS[name]: COLOURS[name] for name in ('box', 'view', 'true')},
        text_height=_TEXT,
    )


def enlarged_frame(tested: TestedClip, height: int = _CELL) -> np.ndarray:
    """The frame with boxes and view, drawn after it was enlarged.

    Lines that are enlarged with their frame are thick and blurred.
    """
    frame = resize_to_height(tested.frame, height)
    clip = tested.clip.enlarged(height / tested.frame.shape[0])
    return annotate(frame, clip, tested.middle, thickness=4)


def _chosen(plain: Side, refocused: Side) -> List[_Pair]:
    found = {kind: [] for kind in _KINDS}
    classes = set()
    for pair in _pairs(plain, refocused):
        label = int(pair.stn.sample.gt_label)
        kind = 'wrong' if pair.kind == 'broken' else pair.kind
        if label in classes or len(found[kind]) == _KINDS[kind]:
            continue
        classes.add(label)
        found[kind].append(pair)
        if all(len(found[k]) == n for k, n in _KINDS.items()):
            break
    return [pair for pairs in found.values() for pair in pairs]


def _pairs(plain: Side, refocused: Side) -> Iterator[_Pair]:
    for index in range(len(refocused[1])):
        yield _Pair(tested_clip(*plain, index), tested_clip(*refocused, index))


def _words(name: str) -> str:
    return name.replace('_', ' ')
