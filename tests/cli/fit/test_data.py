"""What is said of the people that were found."""

from types import SimpleNamespace

from stn_action.cli.fit import data

ARGS = SimpleNamespace(work_dir='w', videos='v')


def tube(first: int, last: int, **more) -> dict:
    """Of a video of 40 frames."""
    return dict(frame_inds=[first, last], total_frames=40, **more)


def test_tubes_that_end_early_are_spoken_of():
    long = [tube(0, 19)] * 9  # 20 of 40 frames: half
    line = data.short_tubes([*long, tube(0, 18)], ARGS)
    assert line.startswith('1 of 10 tubes cover less than half')
    assert 'browse_tubes.py w/data/train.json --videos v --out' in line


def test_a_few_of_many_are_not():
    assert data.short_tubes([tube(0, 39)] * 10 + [tube(0, 9)], ARGS) is None


def test_what_counts_are_the_frames_that_are_looked_at():
    entries = [tube(0, 39, clip=[10, 20]), tube(5, 5, clip=[0, 40])]
    assert data.short_tubes(entries, ARGS).startswith('1 of 2 tubes')
