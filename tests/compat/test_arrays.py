"""NumPy 2: names that it removed, and hues that it no longer widens."""

import cv2
import numpy as np
import pytest
from mmaction.datasets.transforms import ColorJitter
from mmaction.datasets.transforms.pose_transforms import PoseCompact
from mmaction.evaluation import average_recall_at_avg_proposals
from mmaction.evaluation.metrics import RetrievalRecall

from stn_action.compat import hue_jitter, numpy_aliases


def test_pose_compact():
    """PoseCompact takes minima from np.Inf."""
    keypoints = np.array([[[[10.0, 20.0], [30.0, 60.0]]]])
    results = PoseCompact(padding=0.0, threshold=1)(
        dict(img_shape=(100, 100), keypoint=keypoints.copy())
    )
    assert results['img_shape'] == (40, 20)
    assert np.array_equal(
        results['keypoint'], keypoints - np.array([10.0, 20.0])
    )


def test_average_recall():
    """The area under the recall curve comes from np.trapz."""
    truth = dict(video=np.array([[0.0, 10.0]]))
    proposals = dict(video=np.array([[0.0, 10.0, 0.9]]))
    *_, area = average_recall_at_avg_proposals(
        truth, proposals, total_num_proposals=1, max_avg_proposals=100
    )
    assert area == pytest.approx(99.0)  # recall 1 from 1 to 100 proposals


def test_retrieval_recall():
    """Hits are looked up with np.in1d."""
    scores = np.array([[0.3, 0.1, 0.6]])
    recall = RetrievalRecall.calculate(
        scores, [[0]], topk=(1, 2), target_indices=True
    )
    assert recall == [0.0, 100.0]  # class 0 comes second


@pytest.mark.parametrize(
    'old, new',
    [
        ('Inf', 'inf'),
        ('NAN', 'nan'),
        ('in1d', 'isin'),
        ('trapz', 'trapezoid'),
    ],
)
def test_alias_is_needed_and_installed(monkeypatch, old, new):
    if not hasattr(np, new):
        pytest.skip(f'NumPy {np.__version__} has no {new} yet')
    monkeypatch.delattr(np, old)
    assert numpy_aliases.is_needed()
    numpy_aliases.install()
    assert getattr(np, old) is getattr(np, new)


def hue_of(rgb: np.ndarray) -> int:
    return int(cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)[0, 0, 0])


@pytest.mark.parametrize(
    'factor, offset', [(-0.1, -25), (0.1, 25), (-0.5, -127), (0.5, 127)]
)
@pytest.mark.parametrize('hue', [2, 90, 178])
def test_hue_turns_modulo_180(hue, factor, offset):
    rgb = cv2.cvtColor(
        np.full((4, 4, 3), (hue, 255, 255), np.uint8), cv2.COLOR_HSV2RGB
    )
    turned = ColorJitter.adjust_hue(rgb, factor)
    assert turned.dtype == np.float32
    distance = (hue_of(turned.astype(np.uint8)) - hue - offset) % 180
    assert min(distance, 180 - distance) <= 1


def test_color_jitter_runs():
    np.random.seed(0)
    jitter = ColorJitter(hue=0.5)
    imgs = [np.random.randint(0, 256, (8, 8, 3), np.uint8)] * 2
    for _ in range(20):  # half of the draws turn backwards
        out = jitter(dict(imgs=imgs))['imgs']
        assert out[0].dtype == np.uint8 and out[0].shape == (8, 8, 3)


def test_hue_defect_is_recognised(monkeypatch):

    def upstream(img, factor):
        hsv = cv2.cvtColor(img, cv2.COLOR_RGB2HSV)
        hsv[..., 0] = (hsv[..., 0] + int(factor * 255)) % 180
        return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB).astype(np.float32)

    monkeypatch.setattr(ColorJitter, 'adjust_hue', staticmethod(upstream))
    assert hue_jitter.is_needed()
    hue_jitter.install()
    assert not hue_jitter.is_needed()
