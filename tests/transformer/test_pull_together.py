"""The thetas of a clip's frames are pulled together where they agree."""

import torch

from stn_action.transformer.temporal import pull_together


def theta(scale, x, y):
    return torch.tensor([[scale, 0.0, x], [0.0, scale, y]])


def test_by_hand():
    """Two frames of scale .5 whose x differs by 2 * d: the variance is
    2 * d^2 / 1 over an area of .25, so the deviation .1 for d = sqrt(.00125).
    """
    d = 0.00125**0.5
    frames = torch.stack([theta(0.5, 0.2 - d, 0.1), theta(0.5, 0.2 + d, 0.1)])[
        None
    ]
    mean = theta(0.5, 0.2, 0.1).expand(1, 2, 2, 3)
    torch.testing.assert_close(pull_together(frames, 0.2), mean)
    torch.testing.assert_close(pull_together(frames, 0.1 + 1e-6), mean)
    # Error is half of the deviation: 1 - .5^2 = .75 of each deviation is left.
    torch.testing.assert_close(
        pull_together(frames, 0.05), mean + 0.75 * (frames - mean)
    )


def test_against_a_loop_over_clips_and_views():
    torch.manual_seed(0)
    thetas = torch.randn(3, 5, 2, 2, 3, dtype=torch.double)
    thetas[1] = thetas[1] * 0.02 + torch.eye(2, 3)  # nearly agree
    out = pull_together(thetas, 0.3)
    for n in range(3):
        for k in range(2):
            frames = thetas[n, :, k]
            mean = frames.mean(0)
            variance = sum(((f - mean) ** 2).sum() for f in frames) / 4
            variance = variance / torch.linalg.det(mean[:, :2]).abs()
            kept = max(0.0, 1 - 0.3**2 / variance.item())
            torch.testing.assert_close(
                out[n, :, k], mean + kept * (frames - mean)
            )
            assert (kept == 0) == (n == 1)


def test_the_noise_of_still_thetas_goes_down_and_a_jump_stays():
    """What the estimator is for, on noise of a known deviation."""
    torch.manual_seed(0)
    still = theta(0.5, 0.0, 0.0).expand(200, 8, 2, 3)
    jumps = still.clone()
    jumps[:, ::2, 0, 2] += 0.5
    noise = torch.zeros(200, 8, 2, 3)
    noise[..., 0, 2] = torch.randn(200, 8) * 0.02
    error = 0.02 / 0.5  # over the view's side

    def distance(truth):
        before = noise.square().mean()
        return (
            pull_together(truth + noise, error) - truth
        ).square().mean() / before

    assert distance(still) < 0.4  # the mean of 8 alone would give 1 / 8
    assert distance(jumps) < 1.05


def test_single_frames_and_equal_ones_stay():
    single = theta(0.5, 0.1, 0.2).expand(2, 1, 2, 3)
    assert torch.equal(pull_together(single, 0.1), single)
    equal = theta(0.5, 0.1, 0.2).expand(2, 4, 2, 3)
    torch.testing.assert_close(pull_together(equal, 0.1), equal)
