"""Tables of hand-made clip records."""

from itertools import product

import numpy as np
import pytest

from stn_action.evaluation.robustness import (
    ClipRecord,
    read_records,
    write_records,
)
from stn_action.evaluation.robustness_plot import robustness_plot
from stn_action.evaluation.robustness_table import (
    bin_table,
    by_training,
    conditions,
    level_table,
    paired_top1,
)

CLIPS = 20


def record(
    model='a',
    level=1.0,
    sample=0,
    correct=1,
    run='r0',
    seed=0,
    box=0.5,
    view=0.5,
    noise='loose',
    label=0,
):
    return ClipRecord(
        model,
        run,
        level,
        seed,
        f'{sample}',
        label,
        int(correct),
        box,
        view,
        noise,
    )


def two_models():
    """Of 20 clips ``a`` gets 16 right on good boxes and 8 on poor ones, ``b``
    12 on loose and 4 on tight ones."""
    right = {
        ('a', 0.0, 'loose'): 16,
        ('a', 1.0, 'loose'): 8,
        ('a', 1.0, 'tight'): 8,
        ('b', 0.0, 'tight'): 16,
        ('b', 1.0, 'loose'): 12,
        ('b', 1.0, 'tight'): 4,
    }
    return [
        record(
            model,
            level,
            k,
            k < count,
            f'{model}{run}',
            noise=noise,
            box=0.55 if level else 1.0,
            view=0.9 if model == 'b' else 0.55,
        )
        for (model, level, noise), count in right.items()
        for run, k in product('xyz', range(CLIPS))
    ]


def cells(table):
    return [
        [c.strip() for c in line.strip('|').split('|')]
        for line in table.splitlines()
        if line.startswith('| ')
    ]


def test_draws_of_noise_are_averaged():
    records = [record(correct=c, seed=s) for s, c in enumerate((1, 1, 0))]
    assert by_training(records, 'correct') == {'r0': {'0': 2 / 3}}


def test_pairs_by_clip():
    ours = [record(sample=k, correct=k % 2) for k in (0, 1, 2)]
    theirs = [record('b', sample=k, correct=1, run='s') for k in (2, 1, 0)]
    (pairs,) = paired_top1(ours, theirs)
    assert pairs.tolist() == [[0, 1], [1, 1], [0, 1]]
    assert paired_top1(ours, theirs[:2]) is None
    assert paired_top1(ours, theirs + [record('b', run='t')]) is None
    assert paired_top1(ours, []) is None


def test_level_zero_has_no_family():
    assert conditions(two_models()) == [
        (0.0, 'none'),
        (1.0, 'loose'),
        (1.0, 'tight'),
    ]


def test_level_table_by_hand():
    rows = cells(level_table(two_models(), 'a'))
    assert rows[0][:4] == ['level', 'noise', 'box IoU', 'model']
    by_key = {tuple(row[:2] + row[3:4]): row for row in rows[1:]}
    assert len(by_key) == 6
    row = by_key['1', 'loose', 'b']
    assert row[2] == '0.550' and row[4] == '0.900 [0.900, 0.900]'
    assert row[5].startswith('0.600 [') and row[6] == '0.600'
    assert row[7].startswith('+0.200 [') and row[8].startswith('0.500 [')
    worse = by_key['1', 'tight', 'b']
    assert worse[7].startswith('-0.200 [') and worse[8].startswith('-0.500 [')
    assert by_key['1', 'loose', 'a'][7:] == ['', '']
    # On good boxes there is a gain, and no gap to recover.
    assert by_key['0', 'none', 'b'][7:] == ['+0.000 [+0.000, +0.000]', '']


def test_no_share_without_a_certain_gap():
    records = [r for r in two_models() if r.level]
    records += [
        record('a', 0.0, k, k < 9, f'a{run}')
        for run, k in product('xyz', range(CLIPS))
    ]
    (row,) = [
        r
        for r in cells(level_table(records, 'a'))
        if r[1:4:2] == ['loose', 'b']
    ]
    assert row[7].startswith('+0.200') and row[8] == ''


def test_bin_table_by_hand():
    records = [
        record(sample=0, box=0.29, view=0.5, correct=0),
        record(sample=0, box=0.2, view=0.7, correct=1, seed=1),
        record(sample=1, box=0.3, view=0.6, correct=1),
        record('b', sample=1, box=0.3, view=0.8, correct=0, run='s'),
        record(sample=2, box=0.95, view=0.9, correct=1),
        record(sample=2, box=0.95, view=0.9, correct=1, noise='tight'),
        record(level=0.0, box=1.0, correct=0),
    ]
    rows = cells(bin_table(records))[1:]
    assert [r[:4] for r in rows] == [
        ['loose', '< 0.3', 'a', '2'],
        ['loose', '0.3-0.4', 'a', '1'],
        ['loose', '0.3-0.4', 'b', '1'],
        ['loose', '>= 0.9', 'a', '1'],
        ['tight', '>= 0.9', 'a', '1'],
    ]
    assert rows[0][4].startswith('0.600') and rows[0][5].startswith('0.500')
    assert rows[2][4].startswith('0.800') and rows[2][5].startswith('0.000')


def test_files_old_and_new(tmp_path):
    records = two_models()
    path = tmp_path / 'clips.csv'
    write_records(records, path)
    assert read_records(path) == records
    old = tmp_path / 'old.csv'
    old.write_text(
        'model,run,level,noise_seed,sample_id,label,correct,box_iou,'
        'view_iou\na,x.pth,0.5,2,v.avi#0,3,1,0.25,0.75\n'
    )
    assert read_records(old) == [
        ClipRecord('a', 'x.pth', 0.5, 2, 'v.avi#0', 3, 1, 0.25, 0.75, 'loose')
    ]


def test_the_plot_has_a_row_for_each_family(tmp_path):
    import cv2

    heights = []
    for records in (
        two_models(),
        [r for r in two_models() if r.noise == 'loose'],
    ):
        robustness_plot(records, str(tmp_path / 'curve.png'))
        heights.append(cv2.imread(str(tmp_path / 'curve.png')).shape[0])
    assert heights[0] == pytest.approx(2 * heights[1], abs=2)
    assert np.ptp(cv2.imread(str(tmp_path / 'curve.png'))) > 200


def test_a_model_has_one_colour_in_all_rows(tmp_path, monkeypatch):
    import matplotlib.pyplot as plt

    monkeypatch.setattr(plt, 'close', lambda figure: None)
    records = two_models()
    # the family of the second row meets the models the other way round
    records = [r for r in records if r.noise == 'loose'] + [
        r for r in records if r.noise != 'loose'
    ][::-1]
    robustness_plot(records, str(tmp_path / 'curve.png'))
    figure = plt.gcf()
    monkeypatch.undo()
    seen = [
        {line.get_label(): line.get_color() for line in axis.get_lines()}
        for axis in figure.axes
    ]
    plt.close(figure)
    assert len(seen) == 4 and seen[0].keys() == {'a', 'b'}
    for colours in seen:
        assert colours.items() <= seen[0].items()
