"""Splits by video: counted by hand."""

import random
from collections import Counter

import pytest

from stn_action.tubes.video_split import split_by_video


def entries(videos: int = 8, persons: int = 2) -> list:
    """Two classes; several persons in each video."""
    return [
        dict(filename=f'{"ab"[v % 2]}/{v // 2}.mp4', label=v % 2, person=p)
        for v in range(videos)
        for p in range(persons)
    ]


def names(side: list) -> set:
    return {entry['filename'] for entry in side}


def test_no_video_is_on_both_sides_and_classes_are_balanced():
    train, val = split_by_video(entries(), 0.25)
    assert len(train) == 12 and len(val) == 4
    assert not names(train) & names(val)
    assert Counter(e['label'] for e in val) == {0: 2, 1: 2}


def test_the_order_of_the_entries_does_not_matter():
    shuffled = entries()
    random.Random(0).shuffle(shuffled)
    once, again = split_by_video(entries()), split_by_video(shuffled)
    assert [names(side) for side in once] == [names(side) for side in again]


def test_groups_stay_together():
    train, val = split_by_video(entries(), 0.25, r'/(\d+)')
    numbers = [{name[2:] for name in names(side)} for side in (train, val)]
    assert not numbers[0] & numbers[1]
    assert sorted(map(len, numbers)) == [1, 3]


@pytest.mark.parametrize(
    'change, message',
    [
        (dict(val_share=0), 'over 0 and at most 0.5, got 0'),
        (dict(val_share=0.6), 'over 0 and at most 0.5, got 0.6'),
        (dict(group_by='('), 'is no regular expression'),
        (dict(group_by='actor'), "'actor' matches nothing in a/0.mp4"),
        (dict(group_by='mp4'), '1 video group cannot be split'),
    ],
)
def test_what_cannot_be_split(change, message):
    with pytest.raises(ValueError, match=message):
        split_by_video(entries(), **change)


def test_an_entry_without_label():
    with pytest.raises(ValueError, match='a.mp4: an entry without label'):
        split_by_video([dict(filename='a.mp4'), dict(filename='b.mp4')])
