"""Which variant is taken, on answers that are made up."""

import pytest

from stn_action.cli.fit.verdict import Variant, choose, gain, table


def variant(name: str, answers: str, operations: int = 1) -> Variant:
    """``answers``: a 1 for each clip that was recognised, else a 0."""
    right = {str(k): answer == '1' for k, answer in enumerate(answers)}
    top1 = sum(right.values()) / len(right)
    return Variant(name, 'c.py', 'c.pth', operations, top1, right)


PLAIN = variant('plain', '1' * 20 + '0' * 20)


def test_gain_is_paired_by_clip():
    value, low, high = gain(variant('same', '1' * 20 + '0' * 20), PLAIN)
    assert (value, low, high) == (0, 0, 0)
    value, low, high = gain(variant('swapped', '0' * 20 + '1' * 20), PLAIN)
    assert value == 0 and low < -0.2 and high > 0.2


def test_a_clear_gain_is_taken():
    stn = variant('stn', '1' * 35 + '0' * 5)
    best, why = choose(PLAIN, [stn, variant('wide', '1' * 21 + '0' * 19)])
    assert best is stn
    assert why.startswith('it gains +0.375 [+') and '40 clips' in why


def test_of_two_clear_gains_the_higher_then_the_cheaper():
    low = variant('low', '1' * 30 + '0' * 10)
    dear = variant('dear', '1' * 35 + '0' * 5, operations=3)
    cheap = variant('cheap', '1' * 35 + '0' * 5, operations=2)
    assert choose(PLAIN, [low, dear, cheap])[0] is cheap


def test_a_gain_that_may_be_chance_is_not_taken():
    best, why = choose(PLAIN, [variant('stn', '1' * 21 + '0' * 19)])
    assert best is PLAIN
    assert '"stn" gains +0.025 [+0.000' in why and 'may be chance' in why


def test_no_gain():
    best, why = choose(PLAIN, [variant('stn', '0' * 40)])
    assert best is PLAIN and why == 'no variant does better on 40 clips'
    assert choose(PLAIN, [])[0] is PLAIN


def test_other_clips():
    with pytest.raises(ValueError, match='different clips'):
        gain(variant('stn', '101'), PLAIN)


def test_table():
    lines = table(PLAIN, [variant('stn', '1' * 40, 2_500_000_000)])
    lines = lines.splitlines()
    assert len(lines) == 3
    assert lines[2].split()[:3] == ['stn', '1.000', '+0.500']
    assert lines[2].endswith('2.500')
