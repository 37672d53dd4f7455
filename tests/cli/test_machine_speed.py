import pytest

from stn_action.cli.machine_speed import expected, step_seconds


@pytest.mark.parametrize(
    'steps, seconds, words',
    [
        (100, 0.1, 'less than a minute'),
        (1500, 0.14, 'about 4 min'),  # 210 s
        (1500, 3.5, 'about 88 min'),
        (1500, 4.8, 'about 2.0 h'),
    ],
)
def test_in_words(steps, seconds, words):
    assert expected(steps, seconds) == words


def test_a_trial_takes_time():
    assert step_seconds(1) > 0
