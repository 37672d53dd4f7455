"""Part views: lattice, heads, choices and localisation, by hand."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from stn_action.experiments.part_views.cache import (
    LARGER,
    MULTIPLICATIONS,
    view_features,
)
from stn_action.experiments.part_views.choice import (
    best_parts,
    class_positions,
    gains,
    log_likelihood,
    ridge,
)
from stn_action.experiments.part_views.heads import (
    Logits,
    cross_fitted,
    train_heads,
)
from stn_action.experiments.part_views.lattice import (
    WHOLE,
    cut,
    lattice,
    squares_of,
)
from stn_action.experiments.part_views.locate import (
    Draw,
    Located,
    Locator,
    Recipe,
    learn,
    supervise,
)
from stn_action.experiments.part_views.methods import (
    PARTS,
    Comparison,
    Result,
    number_of,
    whole,
)
from stn_action.experiments.part_views.networks import (
    START,
    Networks,
    Run,
    motion,
    targets_of,
)
from stn_action.experiments.part_views.tables import (
    Report,
    cost,
    costs,
    rivals,
)

SQUARE = np.array([10.0, 20, 50, 60])  # side 40 about (30, 40)


class Ramp:
    """Clips whose pixels are their column and their row."""

    def __init__(self, num=2, frames=4, height=80, width=80):
        video = np.zeros((frames, height, width, 3), np.uint8)
        video[..., 0] = np.arange(width)
        video[..., 1] = np.arange(height)[:, None]
        self.video, self.num = video, num

    def __len__(self):
        return self.num

    def frames(self, clip):
        return self.video


def test_the_lattice_starts_with_the_whole_and_has_no_view_twice():
    views = lattice()
    assert tuple(views[0]) == WHOLE
    assert len(np.unique(views, axis=0)) == len(views)
    inside = views[views[:, 2] < 1]
    reach = np.abs(inside[:, :2]) + inside[:, 2:]
    assert reach.max() <= 1 + 1e-9, 'parts lie in the square'


def test_squares_by_hand_and_mirrored():
    views = np.array([WHOLE, (0.5, -0.5, 0.5), (0.0, 0.0, 1.5)])
    np.testing.assert_allclose(
        squares_of(SQUARE, views),
        [[10, 20, 50, 60], [30, 20, 50, 40], [0, 10, 60, 70]],
    )
    flipped = squares_of(SQUARE, views, np.array(True))
    np.testing.assert_allclose(flipped[1], [10, 20, 30, 40])


@pytest.mark.parametrize('flip', [False, True])
def test_what_is_cut_is_what_lies_there(flip):
    """A mirrored view to the right shows the left of the frame, mirrored."""
    view = np.array([[(0.5, -0.5, 0.5)]])
    where = squares_of(SQUARE[None, None], view, np.array([[flip]]))
    shown = cut(Ramp(), 0, np.array([1]), where, 20, flip)
    assert shown.shape == (1, 1, 20, 20, 3)
    columns = np.arange(10, 30)[::-1] if flip else np.arange(30, 50)
    np.testing.assert_array_equal(shown[0, 0, 0, :, 0], columns)
    np.testing.assert_array_equal(shown[0, 0, :, 0, 1], np.arange(20, 40))


def test_features_are_those_of_each_view():
    """A network that says the mean pixel: the middle of each view."""

    def middle(x):
        return F.avg_pool2d(x, x.shape[-1])

    frames = np.array([[0, 2], [1, 3]])
    squares = np.tile(SQUARE, (2, 2, 1))
    found = view_features(middle, Ramp(), frames, squares, sizes=(192,))
    assert found['views'].shape == (2, 2, len(lattice()), 3)
    pixels = (found['views'][0, 0].float() + 1) * 127.5
    for view in ((0.0, -0.5, 0.5), (0.25, 0.0, 0.5), (0.5, -0.25, 0.5)):
        x, y = 30 + 20 * view[0] - 0.5, 40 + 20 * view[1] - 0.5
        np.testing.assert_allclose(
            pixels[number_of(view), :2], [x, y], atol=0.6
        )
    assert found['thumbnails'].shape == (2, 2, 64, 64, 3)
    np.testing.assert_allclose(
        found['whole_192'][1, 1], found['views'][1, 1, 0], atol=0.01
    )


def separable(num=60, classes=3, channels=8, seed=0):
    """Two views: the first says the class, the second is noise."""
    rng = torch.Generator().manual_seed(seed)
    labels = torch.arange(num) % classes
    noise = torch.randn(2, num, channels, generator=rng)
    noise[0, :, :classes] += 20 * F.one_hot(labels, classes)
    return noise, labels


def test_heads_side_by_side_are_those_of_a_naive_loop():
    features, labels = separable()
    draws = [features, features + 0.1]
    weight, bias = train_heads(draws, labels, 3, 5, epochs=2, dropout=0.0)
    for g in range(2):
        head = torch.nn.Linear(8, 3)
        torch.manual_seed(5)
        head.weight.data = (torch.randn(2, 8, 3) * 0.01)[g].T.clone()
        head.bias.data.zero_()
        optimizer = torch.optim.SGD(
            head.parameters(), lr=0.003, momentum=0.9, weight_decay=5e-3
        )
        cosine = torch.optim.lr_scheduler.CosineAnnealingLR(
            optimizer, 8, eta_min=3e-6
        )
        for epoch in range(2):
            for batch in torch.randperm(60).split(16):
                F.dropout(features[:, batch], 0.0)
                loss = F.cross_entropy(
                    head(draws[epoch][g, batch]),
                    labels[batch],
                    label_smoothing=0.1,
                )
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                cosine.step()
        torch.testing.assert_close(weight[g], head.weight.T.detach())
        torch.testing.assert_close(bias[g, 0], head.bias.detach())


def test_no_head_has_seen_the_fold_that_it_is_asked_about():
    """A class that only fold 0 has is never found there."""
    features, labels = separable()
    members = [np.arange(20), np.arange(20, 40), np.arange(40, 60)]
    labels = labels.clone()
    labels[:20] = 3
    logits = cross_fitted([features], [features], labels, members, 4, 2)[0]
    assert logits.test.shape == (2, 2, 60, 4)
    assert not (logits.test[:, :, :20].argmax(-1) == 3).any()
    # fold 0 is known to the heads that are tested on the other folds, and
    # not to those that may choose for it
    biased = (
        logits.test[:, :, 20:, 3].mean() - logits.test[:, :, :20, 3].mean()
    )
    assert biased > 0
    assert not logits.nested[0][:, :20].any()
    assert (logits.nested[0][:, 20:, 3] < 0).float().mean() > 0.5


def made_logits():
    """Views 0 to 3 of 2 clips: 1 helps the first, 2 the second, 3 none."""
    labels = torch.tensor([0, 1])
    logits = torch.zeros(4, 2, 2)
    logits[1, 0, 0] = logits[2, 1, 1] = 1.0
    logits[2, 0, 1] = 0.5
    logits[3] = torch.tensor([[0.0, 2], [2, 0]])
    return logits, labels


def test_likelihoods_gains_and_the_choice_by_hand():
    logits, labels = made_logits()
    torch.testing.assert_close(
        log_likelihood(logits[1], labels),
        torch.tensor([-np.log(1 + np.exp(-2)), -np.log(2)]).float(),
    )
    gain = gains(logits, labels, [0], [1, 2, 3])
    half = np.log(2)
    torch.testing.assert_close(
        gain[0, 0].item(), half - np.log(1 + np.exp(-1)), atol=1e-6, rtol=0
    )
    assert gain[1, 0] == 0 and gain[1, 1] == gain[0, 0]
    assert (gain[:, 2] < 0).all()
    assert best_parts(logits, labels, [0], [1, 2, 3], 2) == [1, 2]


def test_ridge_and_class_positions():
    x = torch.randn(10, 30, generator=torch.Generator().manual_seed(0))
    y = x[:, :2] * 3 + 1
    torch.testing.assert_close(ridge(x, y, 1e-6)(x), y, atol=1e-3, rtol=0)
    far = ridge(x, y, 1e9)(x)
    torch.testing.assert_close(far, y.mean(0).expand(10, 2), atol=1e-4, rtol=0)
    gain = torch.tensor([[4.0, 0], [0, 2], [2, 1]])
    labels = torch.tensor([0, 0, 1])
    torch.testing.assert_close(
        class_positions(gain, labels, 3, shrink=1.0),
        torch.tensor([[6 / 3, 3 / 3], [4 / 2, 2 / 2], [2.0, 1.0]]),
    )


def test_the_comparison_takes_the_views_that_it_says():
    views = len(lattice()) + len(LARGER)
    generator = torch.Generator().manual_seed(0)
    test = torch.randn(2, views, 6, 3, generator=generator)
    nested = torch.zeros(3, views, 6, 3)
    labels = torch.tensor([0, 1, 2, 0, 1, 2])
    members = [np.array([0, 1]), np.array([2, 3]), np.array([4, 5])]
    good = number_of((0.25, 0.0, 0.5))
    nested[:, good] = 5 * F.one_hot(labels, 3).float()
    c = Comparison(Logits(test, nested), labels, members)
    up = number_of((0.0, -0.5, 0.5))
    torch.testing.assert_close(
        c.fixed([(0.0, -0.5, 0.5)], 192).scores,
        test[:, [whole(192), up]].mean(1),
    )
    chosen = c.selected(1)
    assert chosen.chosen == [[(0.25, 0.0, 0.5)]] * 3
    torch.testing.assert_close(chosen.scores, test[:, [0, good]].mean(1))
    picks = torch.tensor([[1, 2, 3, 4, 5, 6]])
    mixed = c.per_clip(picks, [0]).scores
    torch.testing.assert_close(
        mixed[:, 3], (test[:, 0, 3] + test[:, 4, 3]) / 2
    )
    best = c.best_for_each_clip([0])
    shown = best.chosen[0] - 1
    assert best.parts == 1
    half = log_likelihood(
        (test.mean(0)[[0]] + test.mean(0)[PARTS]) / 2, labels
    )
    assert shown.equal(half.argmax(0))


def bright(num=48, seed=0):
    """A white square in the thumbnail; features are ones where it is."""
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, 5, (num, 2))
    thumbs = torch.zeros(num, 2, 64, 64, 3, dtype=torch.uint8)
    parts = torch.zeros(num, 6, 5, 5)
    labels = torch.arange(num) % 2
    for i, (row, column) in enumerate(cells):
        y, x = 8 * row + 8, 8 * column + 8
        thumbs[i, :, y : y + 16, x : x + 16] = 255
        parts[i, labels[i] * 3 : labels[i] * 3 + 3, row, column] = 8.0
    places = torch.from_numpy(cells[:, ::-1].copy()).float() / 4 - 0.5
    return Draw(thumbs, torch.zeros(num, 6), parts), labels, places[:, None]


def test_features_between_the_places_are_interpolated():
    draw, labels, places = bright()
    at = draw.at(places)
    assert at.shape == (1, 48, 6)
    torch.testing.assert_close(at.amax((0, 2)), torch.full((48,), 8.0))
    beside = draw.at((places - torch.tensor([0.125, 0.0])).clamp(-0.5, 0.5))
    inner = places[:, 0, 0] > -0.5
    torch.testing.assert_close(
        beside[0, inner].amax(1), torch.full((int(inner.sum()),), 4.0)
    )


def test_a_new_network_stays_at_its_start():
    start = torch.tensor([[0.0, -0.5], [0.0, 0.5]])
    locator = Locator(start).eval()
    thumbs = torch.randint(0, 255, (3, 2, 64, 64, 3), dtype=torch.uint8)
    assert locator(thumbs).equal(start.expand(3, 2, 2))


def test_targets_teach_where_to_look_and_heads_learn_from_it():
    draw, labels, places = bright(160)
    start = torch.zeros(1, 2)
    locator = supervise(start, [draw], places[None], seed=0, steps=150)
    with torch.no_grad():
        error = (locator(draw.thumbnails) - places).abs().mean()
    assert error < 0.12, f'{error:.3f}; at the start .3'
    found = learn([draw], labels, 2, locator, Recipe(), 0, epochs=20)
    assert (found.scores(draw).argmax(-1) == labels).float().mean() > 0.9
    assert isinstance(found, Located)


def test_the_rate_moves_the_network_and_none_leaves_it():
    draw, labels, places = bright()
    start = torch.zeros(1, 2)
    torch.manual_seed(0)
    locator = Locator(start)
    for recipe, moves in (
        (Recipe(), False),
        (Recipe(rate=1.0), True),
        (Recipe(rate=1.0, random_view=True), True),
        (Recipe(rate=1.0, release=0.5), True),
    ):
        found = learn(
            [draw], labels, 2, locator, recipe, 0, places[None], epochs=1
        )
        assert (found.places(draw) != 0).any() == moves
        assert not locator.network.regressor.weight.any()


def test_multiplications_are_those_of_the_network():
    timm = pytest.importorskip('timm')
    net = timm.create_model('tf_efficientnet_lite0', num_classes=0).eval()
    counted = []

    def count(layer, inputs, output):
        counted.append(output[0, 0].numel() * layer.weight.numel())

    for layer in net.modules():
        if isinstance(layer, torch.nn.Conv2d):
            layer.register_forward_hook(count)
    for size, millions in MULTIPLICATIONS.items():
        counted.clear()
        with torch.no_grad():
            net.forward_features(torch.zeros(1, 3, size, size))
        assert round(sum(counted) / 1e6, 1) == millions


def test_the_rival_costs_as_much_and_intervals_are_paired():
    labels = torch.tensor([0, 1, 0, 1])
    right = F.one_hot(labels, 2).float()
    some = right.clone()
    some[0] = 1 - some[0]  # one of four is wrong
    ways = {
        'whole, 112 px': Result(some[None], 112, 0),
        'whole, 208 px': Result(some[None], 208, 0),
        'whole, 224 px': Result(right[None], 224, 0),
        'parts': Result(right[None], 112, 2),
    }
    assert cost(ways['parts']) == pytest.approx(3 * 3 * 105.6)
    # 224 px is the best, and costs a fifth more than the two parts
    assert rivals(ways, labels)['parts'] == 'whole, 208 px'
    report = Report(ways, labels, ['a', 'b', 'c', 'd'])
    rows = report.table('title').splitlines()
    assert rows[-1].startswith('| parts | 950 | 1.000 (1.000 to 1.000) |')
    assert '+0.250 [+0.000, +0.' in rows[-1] and rows[-1].endswith('208 px |')
    rows = report.beside(['parts']).splitlines()
    assert rows[2].startswith('| whole, 112 px | +0.250 [')
    assert rows[-1] == '| parts | +0.000 [+0.000, +0.000] |'
    half = Report(ways, labels, ['a', 'b', 'c', 'd'], np.array([0, 1]))
    assert half.right['whole, 112 px'].tolist() == [[False, True]]


def test_costs_are_of_the_pictures_that_are_shown():
    shown = []

    def backbone(x):
        shown.append((len(x), x.shape[-1]))
        return x

    rows = costs(backbone, rounds=1).splitlines()
    assert shown[-4:] == [(3, 112), (6, 112), (3, 192), (6, 112)]
    assert len(rows) == 2 + 1 + len(LARGER) + 2
    assert rows[-2].startswith('| 112 px and 2 parts | 950 | ')


def test_targets_are_the_best_places_above_and_below():
    scores = torch.zeros(len(lattice()), 2, 2)
    above, below = number_of((0.25, -0.5, 0.5)), number_of((-0.5, 0.25, 0.5))
    scores[above, :, 0] = scores[below, :, 0] = 3.0
    scores[number_of((0.0, 0.0, 0.5)), :, 0] = 9.0  # on neither side
    found = targets_of([scores], torch.tensor([0, 0]))
    expected = torch.tensor([[[[0.25, -0.5], [-0.5, 0.25]]] * 2])
    torch.testing.assert_close(found, expected)
    way, spread = motion(START.expand(1, 3, 2, 2) + torch.tensor([0.3, 0.4]))
    assert way == pytest.approx(0.5) and spread == pytest.approx(0)


def test_networks_run_on_all_folds():
    draw, labels, _ = bright(24)
    views = len(lattice())
    logits = Logits(torch.zeros(1, views, 24, 2), torch.zeros(2, views, 24, 2))
    members = [np.arange(12), np.arange(12, 24)]
    networks = Networks([draw], [logits], labels, members, 2)
    nothing = draw._replace(
        whole=torch.zeros_like(draw.whole), parts=torch.zeros_like(draw.parts)
    )
    tests = {'one': draw, 'zero': nothing}
    found = networks.run(Run(Recipe(), False, (0, 1)), tests)
    assert list(found) == ['one', 'zero']
    for placed in found.values():
        assert placed.scores.shape == (2, 24, 2)
        assert placed.places.shape == (2, 24, 2, 2)
        assert motion(placed.places) == (0, 0)
    same = found['zero'].scores[:, :12]  # biases alone
    torch.testing.assert_close(same, same[:, :1].expand_as(same))
    assert (found['one'].scores != found['zero'].scores).any()
