"""Recognisers as graphs for other programs: ONNX, TorchScript, torch.export.

A graph has one input, ``clips``, float32 pixels 0 to 255 in the layout of the
config's ``FormatShape`` with a free batch axis N, and two outputs: ``scores``
(N, classes), as of ``predict``, and ``theta`` of the view that the scores saw,
which maps the view to the crop (see ``conventions``). Mean and std of the data
preprocessor are inside, and where the person's box lies in the crop: a graph
is for crops of one ``context`` of ``TubeCrop``.
"""

import contextlib
import importlib
import os.path as osp
import warnings
from typing import Callable, Dict, Optional, Sequence, Tuple

import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from torch import Tensor, nn

from ..datasets.sample_shape import sample_box, sample_shape
from ..models.data_preprocessor import STNDataPreprocessor

OUTPUTS = ('scores', 'theta')

#: Resize with anti-aliasing, which makes the thumbnails, is as old as this.
MIN_OPSET = 18

_FREE_BATCH = dict(clips={0: torch.export.Dim('batch', min=1)})


class ExportableRecognizer(nn.Module):
    """A recogniser with an STN as a function of tensors alone.

    ``model.box_in_crop`` says where the person's box lies in the crops, for
    view steps that ask.

    Args:
        model (nn.Module): ``STNRecognizer2D`` or ``STNRecognizer3D``.
    """

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        if getattr(model, 'stn', None) is None or not model.with_cls_head:
            raise TypeError(
                f'{type(model).__name__} is no recogniser with an stn and a '
                'cls_head: use STNRecognizer2D or STNRecognizer3D'
            )
        self.model = model
        self.eval()

    def forward(self, clips: Tensor) -> Tuple[Tensor, Tensor]:
        """(N, M, C, H, W) or (N, V, C, T, H, W) pixels to scores and theta.

        Returns:
            tuple[Tensor, Tensor]: Scores (N, classes), averaged over the
            views as ``average_clips`` of the head says (softmax for
            ``'prob'``), and theta of the view that they saw, after all view
            steps, for each of the N (2-D) or N * V (3-D) clips.
        """
        model = self.model
        inputs = preprocess(clips, model.data_preprocessor)
        seen = model.refocus(model.to_clips(inputs))
        feats, kwargs = model.extract_view_feat(
            seen.pixels, inputs, test_mode=True
        )
        scores = model.cls_head(feats, **kwargs)
        views = scores.shape[0] // clips.shape[0]
        scores = model.cls_head.average_clip(scores, views)
        return scores, seen.sampled.theta


def preprocess(clips: Tensor, preprocessor: nn.Module) -> Tensor:
    """Channel order, mean and std, as of ``ActionDataPreprocessor``.

    Mean and std of an ``STNDataPreprocessor`` are the model's to apply.
    """
    if getattr(preprocessor, 'to_rgb', False):
        clips = clips.flip(-4 if preprocessor.format_shape == 'NCTHW' else -3)
    mean = getattr(preprocessor, 'mean', None)
    if mean is None or isinstance(preprocessor, STNDataPreprocessor):
        return clips
    return (clips - mean) / preprocessor.std


def input_shape(
    cfg: Config, shape: Optional[Sequence[int]] = None, part: str = 'test'
) -> tuple:
    """``shape``, or that of one sample of the config's test pipeline.

    Args:
        part (str): ``'test'``, or ``'train'`` for the training pipeline.

    Raises:
        ValueError: ``shape`` is neither (M, C, H, W) nor (V, C, T, H, W).
    """
    if shape is None:
        init_default_scope(cfg.get('default_scope', 'mmaction'))
        return sample_shape(cfg[f'{part}_dataloader'].dataset.pipeline)
    if len(shape) not in (4, 5) or min(shape) < 1:
        raise ValueError(
            'the shape of a sample is M C H W for 2-D recognisers (M frames) '
            'or V C T H W for 3-D ones (V clips of T frames), got '
            f'{tuple(shape)}'
        )
    return tuple(shape)


def check_has_stn(model: nn.Module, config: str) -> None:
    """Refuse a model without an STN, for tools that look at it.

    Raises:
        ValueError: It has none.
    """
    if not hasattr(model, 'stn'):
        raise ValueError(
            f'{config}: its model, {type(model).__name__}, has no stn; '
            'expected STNRecognizer2D, STNRecognizer3D or STNRefocuser'
        )


def crop_box(cfg: Config, part: str = 'test') -> Optional[tuple]:
    """Where the person's box lies in the crops of a config's pipeline.

    Returns:
        tuple | None: Normalised ``xyxy``, for ``model.box_in_crop``; None
        where the config has no such pipeline or does not crop person tubes.
    """
    loader = cfg.get(f'{part}_dataloader')
    if loader is None:
        return None
    init_default_scope(cfg.get('default_scope', 'mmaction'))
    return sample_box(loader.dataset.pipeline)


def pixels(shape: Sequence[int], batch: int, seed: int = 0) -> Tensor:
    """Random pictures (N, *shape), float32, 0 to 255, about as rough as real.

    Amplitudes fall as 1 / frequency, as those of natural images do (Field
    1987). White noise would be no fair input for a comparison: its neighbours
    differ by a third of the range, so an STN's second look through a theta
    that is off by float32's rounding sees another picture.
    """
    generator = torch.Generator().manual_seed(seed)
    white = torch.randn(batch, *shape, generator=generator)
    height, width = shape[-2:]
    frequency = torch.hypot(
        torch.fft.fftfreq(height)[:, None], torch.fft.rfftfreq(width)
    ).clamp_min(1 / max(height, width))
    picture = torch.fft.irfft2(
        torch.fft.rfft2(white) / frequency, s=(height, width)
    )
    std, mean = torch.std_mean(picture, (-2, -1), keepdim=True)
    return (127.5 + 60 * (picture - mean) / std).clamp(0, 255)


def export_onnx(
    model: nn.Module, path: str, shape: Sequence[int], opset: int = MIN_OPSET
) -> None:
    """Write ``path``, an ONNX graph of one file with a free batch axis.

    Raises:
        ValueError: ``opset`` is below ``MIN_OPSET``.
    """
    if opset < MIN_OPSET:
        raise ValueError(
            f'opset must be {MIN_OPSET} or more, got {opset}: the thumbnails '
            'are made by Resize with anti-aliasing, which is not in it'
        )
    _require('onnxscript')
    with _known_to_be_constant():
        torch.onnx.export(
            ExportableRecognizer(model),
            (pixels(shape, 2),),
            path,
            input_names=['clips'],
            output_names=list(OUTPUTS),
            opset_version=opset,
            dynamo=True,
            external_data=False,
            verbose=False,
            dynamic_shapes=_FREE_BATCH,
        )


def export_torch(model: nn.Module, path: str, shape: Sequence[int]) -> None:
    """Write ``path``: ``.pt2`` for torch.export, ``.ts`` for TorchScript.

    TorchScript is traced: scripting needs every line of a model, those of
    MMAction2 too, to be in its subset of Python.

    Raises:
        ValueError: Another ending.
    """
    exportable, clips = ExportableRecognizer(model), pixels(shape, 2)
    ending = osp.splitext(path)[1]
    if ending == '.pt2':
        with torch.no_grad(), _known_to_be_constant():
            program = torch.export.export(
                exportable,
                (clips,),
                dynamic_shapes=_FREE_BATCH,
                strict=False,  # the default since PyTorch 2.8
            )
        torch.export.save(program, path)
    elif ending == '.ts':
        with torch.no_grad(), _known_to_be_constant():
            torch.jit.trace(exportable, clips, check_trace=False).save(path)
    else:
        raise ValueError(
            'the name ends in .pt2 for torch.export or in .ts '
            f'for TorchScript, got {path!r}'
        )


def load_exported(path: str) -> Callable[[Tensor], Sequence[Tensor]]:
    """Load a file as a function from clips to (scores, theta), on the CPU."""
    ending = osp.splitext(path)[1]
    if ending == '.pt2':
        return torch.export.load(path).module()
    if ending == '.ts':
        return torch.jit.load(path)
    session = _require('onnxruntime').InferenceSession(
        path, providers=['CPUExecutionProvider']
    )
    return lambda clips: [
        torch.from_numpy(out)
        for out in session.run(list(OUTPUTS), dict(clips=clips.numpy()))
    ]


@torch.no_grad()
def differences(
    model: nn.Module,
    path: str,
    shape: Sequence[int],
    batches: Sequence[int] = (1, 3),
) -> Dict[str, float]:
    """Largest absolute difference of each output, file against model."""
    exported, eager = load_exported(path), ExportableRecognizer(model)
    worst = dict.fromkeys(OUTPUTS, 0.0)
    for seed, batch in enumerate(batches):
        clips = pixels(shape, batch, seed)
        for name, ours, other in zip(OUTPUTS, eager(clips), exported(clips)):
            difference = (ours - other).abs().max().item()
            worst[name] = max(worst[name], difference)
    return worst


@contextlib.contextmanager
def _known_to_be_constant():
    """No warnings of what may be frozen: all sizes but the batch's."""
    with warnings.catch_warnings():
        warnings.simplefilter('ignore', torch.jit.TracerWarning)
        yield


def _require(module: str):
    try:
        return importlib.import_module(module)
    except ImportError:
        raise ImportError(
            f"the export needs {module}: pip install -e '.[deploy]'"
        ) from None
