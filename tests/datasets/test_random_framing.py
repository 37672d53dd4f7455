"""Another framing of a scene: pixels and boxes stay together."""

import numpy as np
import pytest

from stn_action.datasets import RandomFraming
from stn_action.tubes import PersonTube

WIDTH, HEIGHT = 160, 120
BOX = np.array([60.0, 30.0, 100.0, 90.0])


def sample(box=BOX, frames=3, **more):
    """Frames that say where each pixel was: blue is x, green is y."""
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    image[..., 0] = np.arange(WIDTH)
    image[..., 1] = np.arange(HEIGHT)[:, None]
    return dict(
        imgs=[image.copy() for _ in range(frames)],
        img_shape=(HEIGHT, WIDTH),
        original_shape=(HEIGHT, WIDTH),
        tube=PersonTube(np.arange(frames), np.tile(box, (frames, 1))),
        **more,
    )


def drawn(seed, **options):
    np.random.seed(seed)
    return RandomFraming(**{'prob': 1, **options})(sample())


def test_pixels_and_boxes_stay_together():
    """The edges of the new box show what those of the old one showed."""
    for seed in range(40):
        out = drawn(seed)
        image = out['imgs'][0].astype(float)
        height, width = image.shape[:2]
        assert out['img_shape'] == out['original_shape'] == (height, width)
        x1, y1, x2, y2 = out['tube'].boxes[0]
        assert -1e-6 < x1 < x2 < width + 1e-6
        assert -1e-6 < y1 < y2 < height + 1e-6
        x, y = int((x1 + x2) / 2), int((y1 + y2) / 2)
        for edge, line, old, low, side in (
            (x1, image[y, :, 0], BOX[0], True, width),
            (x2, image[y, :, 0], BOX[2], False, width),
            (y1, image[:, x, 1], BOX[1], True, height),
            (y2, image[:, x, 1], BOX[3], False, height),
        ):
            seen = np.interp(edge, np.arange(side) + 0.5, line + 0.5)
            at_border = edge < 1e-6 if low else edge > side - 1e-6
            if at_border:  # the person may be cut off here
                assert seen >= old - 1 if low else seen <= old + 1
            else:
                assert abs(seen - old) < 1


def test_how_much_is_cut_and_stretched():
    outs = [drawn(seed) for seed in range(400)]
    lefts = np.array([out['imgs'][0][0, 0, 0] for out in outs])
    assert abs((lefts > 0).mean() - 0.35) < 0.08
    assert lefts.max() <= BOX[0] + 0.35 * 40 and lefts.max() > BOX[0]
    bottoms = np.array([out['imgs'][0][-1, 0, 1] for out in outs]) + 1
    assert bottoms.min() >= BOX[3] - 0.35 * 60 - 1 and bottoms.min() < BOX[3]
    # Uncut, the shape is that of the stretch alone.
    shapes = np.array([drawn(s, cut=0)['img_shape'] for s in range(400)])
    factors = shapes / [HEIGHT, WIDTH]
    assert (factors == 1).any(1).all()
    assert abs(factors.max() - 1.2) < 0.02
    assert abs(factors.min() - 1 / 1.2) < 0.02
    assert abs(np.log(factors).mean()) < 0.01
    plain = drawn(0, cut=0, stretch=1)
    assert all((a == b).all() for a, b in zip(plain['imgs'], sample()['imgs']))
    assert (plain['tube'].boxes == sample()['tube'].boxes).all()


def test_chance_and_numpys_state_decide():
    np.random.seed(0)
    transform = RandomFraming(prob=0.25)
    before = sample()
    same = [
        transform(dict(before))['imgs'] is before['imgs'] for _ in range(400)
    ]
    assert abs(np.mean(same) - 0.75) < 0.07
    assert drawn(5)['img_shape'] == drawn(5)['img_shape']


def test_both_tubes_are_cut():
    np.random.seed(1)
    clean = PersonTube(np.arange(3), np.tile(BOX, (3, 1)), np.full(3, 0.5))
    loose = BOX + [-20, -20, 20, 20]
    out = RandomFraming(prob=1, cut=1, stretch=1)(
        sample(loose, clean_tube=clean)
    )
    height, width = out['img_shape']
    for key in ('tube', 'clean_tube'):
        boxes = out[key].boxes
        assert (boxes >= 0).all() and (boxes <= 2 * [width, height]).all()
    assert (out['clean_tube'].scores == 0.5).all()
    inside = out['clean_tube'].boxes, out['tube'].boxes
    assert (inside[0][:, :2] >= inside[1][:, :2]).all()
    assert (inside[0][:, 2:] <= inside[1][:, 2:]).all()


def test_nobody_is_cut_out():
    """A person that runs through the picture is somewhere in every frame."""
    boxes = np.stack([BOX + [d, 0, d, 0] for d in (-58, 0, 58)])
    before = sample()
    before['tube'] = PersonTube(np.arange(3), boxes)
    for seed in range(60):
        np.random.seed(seed)
        out = RandomFraming(prob=1, cut=1, stretch=1)(dict(before))
        kept = out['tube'].boxes[:, 2:] - out['tube'].boxes[:, :2]
        assert (kept > 0.25 * np.array([40, 60])).all()
        assert min(out['img_shape']) >= 40


def test_a_wrong_place_in_the_pipeline():
    cropped = sample(sample_id='a.avi#0', crop_boxes=np.zeros((3, 4)))
    undecoded = sample(sample_id='a.avi#0')
    del undecoded['imgs']
    for results in (cropped, undecoded):
        with pytest.raises(
            ValueError,
            match='a.avi#0: RandomFraming needs .* '
            'after the decoder and before TubeCrop',
        ):
            RandomFraming()(results)


@pytest.mark.parametrize(
    'options, message',
    [
        (dict(prob=1.5), r'RandomFraming: prob must be in \[0, 1\], got 1.5'),
        (dict(cut=-1), r'RandomFraming: cut must be in \[0, 1\], got -1'),
        (dict(inward=2), r'RandomFraming: inward must be in \[0, 1\], got 2'),
        (
            dict(stretch=0.9),
            'RandomFraming: stretch must be 1 or more, got 0.9',
        ),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=message):
        RandomFraming(**options)
