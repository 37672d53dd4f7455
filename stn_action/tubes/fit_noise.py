"""Parameters of the box noise that is like a real detector's.

Moments of the boxes' errors against true boxes; nothing is searched for. With
centre c and size (w, h) of a true box, c' and (w', h') of the detector's::

    q = log max(w', h') / max(w, h)           size, of the squares cropped
    a = (log w'/w - log h'/h) / 2             aspect
    d = (c' - c) / max(w', h')                shift, along x and y

``sample_box_noise`` gives q and d a part that is constant in a tube, d one
that grows evenly with the time t from -.5 at the first key frame to .5 at the
last, and both a jitter of one standard deviation J for each key frame. Of each
tube with n boxes found come the means ``q_`` and ``a_`` and the least-squares
line d = l + t g. A variance between tubes is that of these estimates less what
the jitter puts into them; <.> is the mean over tubes, with weights (W) where
said::

    J^2             sum of W squared residuals of q and d
                    / sum of W degrees of freedom
    log^2 aspect    3 (<a_^2> - variance of a within tubes <1/n>)
    var(size)       var(q_) - J^2 <1/n> - log^2 aspect / 3
    looseness,      exp(<q_> + r), exp(<q_> - r), r = sqrt(3 var(size))
    tightness
    shift^2         3 (<l^2> - J^2 <1/n + mean(t)^2 / S>), with W,
                    S = sum((t - mean(t))^2)
    drift^2         3 (<S g^2> - J^2) / <S>, with W
    drop            the p with sum(K p - p^K) = boxes missing, K key frames; in
                    a tube that was never found one box counts as found, as
                    the noise leaves one

A uniform distribution in +-x has the variance x^2 / 3. Size is that of
squares, for these are cropped: a detector whose boxes have one shape errs in
aspect and in width together, and less in the square. Where the noise does not
turn a tall box into a wide one, q is the size's part of the noise plus or
minus a. Weights W are a tube's mean square of max(w', h') / max(w, h), the
scale of a shift compared to the person, so that a detector which misplaces its
small boxes further, in their own sides, is not taken for one that does so with
large ones. Moments of shift and aspect are about zero, so that a bias, which
the noise does not have, counts as spread.
"""

from dataclasses import dataclass
from typing import Sequence, Tuple

import numpy as np

from .box_noise import BoxNoiseParams, sample_box_noise
from .boxes import box_iou, square_boxes
from .person_tube import interpolate_boxes

MIN_TUBES = 10
MIN_BOXES = 3


@dataclass(frozen=True, eq=False)
class MatchedTube:
    """True boxes of one person, and what a detector made of them.

    Args:
        frame_inds (ndarray): (K,) increasing, the key frames searched.
        clean_boxes (ndarray): (K, 4) true boxes.
        boxes (ndarray): (K, 4) of the detector; of no meaning where missing.
        found (ndarray): (K,) bool, False where the detector has no box.
    """

    frame_inds: np.ndarray
    clean_boxes: np.ndarray
    boxes: np.ndarray
    found: np.ndarray


def fit_box_noise(tubes: Sequence[MatchedTube]) -> BoxNoiseParams:
    """Fit the noise to a detector, see above.

    Tubes of fewer than three boxes found count for ``drop`` alone. What the
    noise cannot be (a box that is too large throughout still has a tightness
    of 1) keeps the mean of q: the range then starts or ends at 1.

    Args:
        tubes (Sequence[MatchedTube]): At least 10 with 3 or more boxes found.

    Returns:
        BoxNoiseParams: Of level 1.

    Raises:
        ValueError: Too few tubes.
    """
    usable = [t for t in tubes if t.found.sum() >= MIN_BOXES]
    if len(usable) < MIN_TUBES:
        raise ValueError(
            f'to fit box noise, at least {MIN_TUBES} persons with {MIN_BOXES} '
            f'or more detected boxes are needed; of {len(tubes)} there are '
            f'{len(usable)}. Give more videos or more key frames of each.'
        )
    errors = [box_errors(t) for t in usable]
    size, aspect, shift = (
        [e[:, k] for e in errors] for k in (0, 1, slice(2, 4))
    )
    times = [_times(t)[t.found] for t in usable]
    count = np.array([len(e) for e in errors])
    weight = np.array([np.exp(2 * q).mean() for q in size])

    lines = [_line(t, d) for t, d in zip(times, shift)]
    level, slope, rest = (np.stack(part) for part in zip(*lines))
    rest = rest.sum(1) + np.array([_scatter(q) for q in size])
    freedom = 2 * (count - 2) + count - 1
    jitter2 = (weight * rest).sum() / (weight * freedom).sum()

    own = sum(map(_scatter, aspect)) / (count - 1).sum()
    aspect2 = (
        np.mean([a.mean() ** 2 for a in aspect]) - own * (1 / count).mean()
    )
    means = np.array([q.mean() for q in size])
    loose, tight = _uniform_range(
        means.mean(),
        means.var(ddof=1) - jitter2 * (1 / count).mean() - max(aspect2, 0),
    )

    spread = np.array([_scatter(t) for t in times])
    offset = 1 / count + np.array([t.mean() ** 2 for t in times]) / spread
    weight = weight / weight.sum()
    shift2 = weight @ ((level**2).mean(1) - jitter2 * offset)
    drift2 = (
        weight @ (spread * (slope**2).mean(1) - jitter2) / (weight @ spread)
    )
    return BoxNoiseParams(
        looseness=float(np.exp(loose)),
        tightness=float(np.exp(tight)),
        shift=_half_range(shift2),
        aspect=float(np.exp(_half_range(aspect2))),
        jitter=float(np.sqrt(jitter2)),
        drift=_half_range(drift2),
        drop=_fit_drop(tubes),
    )


def compare_ious(
    tubes: Sequence[MatchedTube],
    params: BoxNoiseParams,
    seed: int = 0,
    draws: int = 10,
) -> Tuple[np.ndarray, np.ndarray]:
    """IoU with the true boxes, all squared as they are cropped.

    Args:
        tubes (Sequence[MatchedTube]): Those never found are left out; boxes
            missing are interpolated, as the noise's are.
        params (BoxNoiseParams): The noise to compare with, at level 1.
        seed (int): Seed of the noise.
        draws (int): Draws of noise for each tube.

    Returns:
        tuple[ndarray, ndarray]: IoU of the detector's boxes and of as many
        noisy ones a draw, over all key frames.
    """
    rng = np.random.default_rng(seed)
    real, drawn = [], []
    for tube in tubes:
        if not tube.found.any():
            continue
        target = square_boxes(tube.clean_boxes)
        boxes = interpolate_boxes(
            tube.frame_inds[tube.found],
            tube.boxes[tube.found],
            tube.frame_inds,
        )
        real.append(box_iou(square_boxes(boxes), target))
        for _ in range(draws):
            noise = sample_box_noise(params, 1.0, len(target), rng)
            noisy = noise.apply(tube.clean_boxes, tube.frame_inds)
            drawn.append(box_iou(square_boxes(noisy), target))
    return np.concatenate(real), np.concatenate(drawn)


def box_errors(tube: MatchedTube) -> np.ndarray:
    """(n, 4): q, a and the two d of the n boxes found, see above."""
    true, box = tube.clean_boxes[tube.found], tube.boxes[tube.found]
    true_size, size = true[:, 2:] - true[:, :2], box[:, 2:] - box[:, :2]
    ratio = np.log(size / true_size)
    moved = (box[:, :2] + box[:, 2:] - true[:, :2] - true[:, 2:]) / 2
    return np.column_stack(
        [
            np.log(size.max(1) / true_size.max(1)),
            (ratio[:, 0] - ratio[:, 1]) / 2,
            moved / size.max(1, keepdims=True),
        ]
    )


def _times(tube: MatchedTube) -> np.ndarray:
    return np.linspace(-0.5, 0.5, len(tube.found))


def _line(times: np.ndarray, values: np.ndarray) -> Tuple[np.ndarray, ...]:
    """Least-squares lines of (n, 2) values: level at 0, slope, residuals."""
    design = np.stack([np.ones_like(times), times], 1)
    (level, slope), *_ = np.linalg.lstsq(design, values, rcond=None)
    rest = values - level - times[:, None] * slope
    return level, slope, (rest**2).sum(0)


def _scatter(values: np.ndarray) -> float:
    return ((values - values.mean()) ** 2).sum()


def _half_range(variance: float) -> float:
    """Half the range of a uniform distribution about 0."""
    return float(np.sqrt(3 * max(variance, 0)))


def _uniform_range(mean: float, variance: float) -> Tuple[float, float]:
    """Upper end >= 0 and lower end <= 0 of the logarithm of a factor."""
    half = _half_range(variance)
    if half >= abs(mean):
        return mean + half, mean - half
    return max(2 * mean, 0.0), min(2 * mean, 0.0)


def _fit_drop(tubes: Sequence[MatchedTube]) -> float:
    keys = np.array([len(t.found) for t in tubes])
    found = np.array([t.found.sum() for t in tubes])
    missing = np.minimum(keys - found, keys - 1).sum()
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        if (keys * middle - middle**keys).sum() < missing:
            low = middle
        else:
            high = middle
    return round(low, 9)
