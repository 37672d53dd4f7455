"""MMAction2 1.2.0 takes the channels-last maps of timm for channels-first.

Where: ``Recognizer2D.extract_feat`` in ``mmaction/models/recognizers``: any
4-D features count as NCHW. Swin and other models of timm 0.9 on give NHWC, so
that configs without ``feature_shape='NHWC'`` pool over the wrong axes and fail
in the head (``tsn_imagenet-pretrained-swin-transformer_32xb8-...``). timm says
which layout a model gives in ``output_fmt``; a ``feature_shape`` of the config
stays as it is.
"""

import functools
import inspect


def is_needed() -> bool:
    from mmaction.models.recognizers.base import BaseRecognizer

    init = BaseRecognizer.__init__
    return not hasattr(
        init, 'reads_output_fmt'
    ) and 'output_fmt' not in inspect.getsource(init)


def install() -> None:
    if not is_needed():
        return
    from mmaction.models.recognizers.base import BaseRecognizer

    init = BaseRecognizer.__init__

    @functools.wraps(init)
    def repaired(self, *args, **kwargs):
        init(self, *args, **kwargs)
        if self.backbone_from == 'timm' and not self.feature_shape:
            layout = getattr(self.backbone, 'output_fmt', None)
            self.feature_shape = 'NHWC' if layout == 'NHWC' else None

    repaired.reads_output_fmt = True
    BaseRecognizer.__init__ = repaired
