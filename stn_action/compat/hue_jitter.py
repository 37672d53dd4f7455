"""``ColorJitter`` of MMAction2 1.2.0 adds a negative offset to uint8 hues.

Where: ``ColorJitter.adjust_hue`` in
``mmaction/datasets/transforms/processing.py``. NumPy 2 raises OverflowError
for it (NumPy 1 widened the array); a positive offset above 75 wraps round at
256 instead of 180 under both. The sum is taken in int16 here.
"""

import cv2
import numpy as np


def is_needed() -> bool:
    from mmaction.datasets.transforms.processing import ColorJitter

    # Of OpenCV's 180 hues 2 less 25 must give 157, and 178 and 127 give 125.
    for hue, factor, expected in ((2, -0.1, 157), (178, 0.5, 125)):
        hsv = np.full((1, 1, 3), (hue, 255, 255), np.uint8)
        rgb = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
        try:
            turned = ColorJitter.adjust_hue(rgb, factor).astype(np.uint8)
        except OverflowError:
            return True
        found = cv2.cvtColor(turned, cv2.COLOR_RGB2HSV)[0, 0, 0]
        if abs(int(found) - expected) > 1:
            return True
    return False


def _adjust_hue(img: np.ndarray, factor: float) -> np.ndarray:
    """Turn the hue of an RGB picture.

    Args:
        img: (H, W, 3), values in [0, 255].
        factor: -0.5 to 0.5. Multiplied by 255, as upstream does, although a
            turn has 180 steps in OpenCV: configs were tuned with it.

    Returns:
        (H, W, 3) float32.
    """
    hsv = cv2.cvtColor(
        np.clip(img, 0, 255).astype(np.uint8), cv2.COLOR_RGB2HSV
    )
    hue = (hsv[..., 0].astype(np.int16) + int(factor * 255)) % 180
    hsv[..., 0] = hue.astype(np.uint8)
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB).astype(np.float32)


def install() -> None:
    if is_needed():
        from mmaction.datasets.transforms.processing import ColorJitter

        ColorJitter.adjust_hue = staticmethod(_adjust_hue)
