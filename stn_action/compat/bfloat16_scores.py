"""The heads of MMAction2 1.2.0 turn bfloat16 scores into NumPy arrays.

Where: ``loss_by_feat`` of ``mmaction/models/heads/base.py`` and
``omni_head.py``, ``loss_by_scores`` of ``rgbpose_head.py`` (top-k accuracy
while training), and the scores that ``predict_by_feat`` stores for
``AccMetric``. NumPy has no bfloat16, so mixed precision with it fails with a
TypeError. The scores become float32 on the way in; no other type is touched.
"""

import functools
import inspect

import torch


def _methods() -> list:
    """(class, name of the method that receives the scores)."""
    from mmaction.models.heads import BaseHead, OmniHead, RGBPoseHead

    return [
        (BaseHead, 'loss_by_feat'),
        (BaseHead, 'predict_by_feat'),
        (OmniHead, 'loss_by_feat'),
        (RGBPoseHead, 'loss_by_scores'),
    ]


def _widen(scores):
    """Turn bfloat16 scores into float32, also inside dicts and tuples."""
    if isinstance(scores, torch.Tensor) and scores.dtype == torch.bfloat16:
        return scores.float()
    return scores


def _broken(method) -> bool:
    return not hasattr(
        method, 'widens_bfloat16'
    ) and '.float()' not in inspect.getsource(method)


def is_needed() -> bool:
    return any(_broken(getattr(cls, name)) for cls, name in _methods())


def install() -> None:
    for cls, name in _methods():
        method = getattr(cls, name)
        if not _broken(method):
            continue

        @functools.wraps(method)
        def repaired(self, cls_scores, *args, _method=method, **kwargs):
            return _method(self, _widen(cls_scores), *args, **kwargs)

        repaired.widens_bfloat16 = True
        setattr(cls, name, repaired)
