import numpy as np
import pytest

from stn_action.visualization import (
    contact_sheet,
    corners_to_frame,
    draw_box,
    draw_quadrilateral,
    draw_text,
    legend,
    tile,
)

RED = (255, 0, 0)


def blank(height=40, width=60):
    return np.zeros((height, width, 3), np.uint8)


def test_a_box_is_drawn_on_its_pixel_edges_and_nowhere_else():
    image = blank()
    out = draw_box(image, (10, 5, 50, 35), RED, thickness=1)
    assert not image.any()  # the input is left alone
    red = (out[..., 0] > 128) & (out[..., 1] < 64)
    rows, columns = np.nonzero(red)
    assert abs(columns.min() - 10) <= 1 and abs(columns.max() - 49) <= 1
    assert abs(rows.min() - 5) <= 1 and abs(rows.max() - 34) <= 1
    assert not out[15:25, 20:40].any()


def test_corners_outside_the_image_are_clipped():
    out = draw_quadrilateral(
        blank(), [[-20, -20], [80, -5], [70, 60], [-9, 50]], RED
    )
    assert out.shape == (40, 60, 3)


def test_corners_to_frame_by_hand():
    corners = [[[-1, -1], [1, 1], [0, 0.5]]]
    out = corners_to_frame(corners, [[10, 20, 30, 60]])
    assert out.tolist() == [[[10, 20], [30, 60], [20, 50]]]


@pytest.mark.parametrize(
    'call,message',
    [
        (lambda: draw_box(blank(), [1, 2, 3], RED), 'a box must be xyxy'),
        (lambda: draw_quadrilateral(blank(), [[0, np.nan]], RED), 'finite'),
        (lambda: draw_quadrilateral(blank(), [0, 1], RED), r'corners must be'),
        (lambda: draw_text(blank().astype(float), 'x'), 'uint8 RGB'),
        (lambda: contact_sheet([]), 'rows of one length'),
        (lambda: contact_sheet([[blank()]], titles=('a', 'b')), '2 titles'),
        (
            lambda: contact_sheet([[blank()]], captions=('a', 'b')),
            '2 captions',
        ),
        (lambda: tile([blank(), blank(10, 10)], 2), 'one size'),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_contact_sheet_holds_every_cell():
    cells = [
        [
            np.full((20, 30, 3), 40 * r + 60 * c + 50, np.uint8)
            for c in range(2)
        ]
        for r in range(2)
    ]
    page = contact_sheet(
        cells,
        ('left', 'right'),
        ('a', 'b'),
        cell_height=20,
        gap=5,
        key=dict(box=RED),
    )
    for row in cells:
        for cell in row:
            same = (page == cell[0, 0]).all(-1).sum()
            assert same >= 20 * 30
    assert page.shape[1] == 2 * 30 + 3 * 5


def test_legend_and_tile():
    strip = legend(dict(box=RED), 200)
    assert strip.shape == (26, 200, 3) and (strip == RED).all(-1).any()
    sheet = tile([blank(10, 10) + 200] * 3, columns=2, gap=2)
    assert sheet.shape == (22, 22, 3)
    assert (sheet == 200).all(-1).sum() == 300
