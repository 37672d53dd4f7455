"""Scores of the shipped configs with weights that depend on names alone.

``golden.json`` holds what the code computed before one ``View`` travelled
from the localisation network to record and backbone (commit a079642), for
the same weights and clips. The weights of a parameter come from its name, so
the file also says which names and shapes a checkpoint of that time has.
"""

import hashlib
import zlib
from typing import Dict, List, NamedTuple, Optional, Tuple

import numpy as np
import torch
from mmaction.registry import MODELS
from mmaction.structures import ActionDataSample
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmengine.structures import InstanceData
from torch import Tensor, nn

_FROZEN = {'backbone.checkpoint_path': None}
_SMALL = {
    'backbone.depth': 18,
    'backbone.pretrained': None,
    'cls_head.in_channels': 512,
}


class Case(NamedTuple):
    """A config, what is made smaller of it, and its clips.

    ``context`` is that of ``TubeCrop``: 2 shows twice the box's side.
    ``spread`` is the standard deviation of the last layer's weights, which
    decides how far the view moves, and ``zoom`` its bias for the scale: some
    views are to agree with the box, others not.
    """

    config: str
    shape: Tuple[int, ...]
    options: dict = {}
    context: float = 1.0
    spread: float = 0.05
    zoom: float = 0.0
    modes: Tuple[str, ...] = ('predict', 'loss')


CASES = dict(
    front_end=Case(
        'jhmdb/stn-tsn_efficientnet-lite0-frozen_front-end_1x1x3_jhmdb-loose-boxes.py',
        (2, 3, 3, 200, 200),
        _FROZEN,
        2.0,
        0.006,
        -0.12,
    ),
    joint=Case(
        'jhmdb/stn-tsn_efficientnet-lite0-frozen_joint_1x1x3-3e_jhmdb-loose-boxes.py',
        (2, 3, 3, 160, 160),
        _FROZEN,
        2.0,
        0.002,
        -0.12,
    ),
    joint_3d=Case(
        'jhmdb/stn-efficientnet-lite0-2plus1d-frozen_joint_8x4x1-3e_jhmdb-loose-boxes.py',
        (2, 1, 3, 4, 160, 160),
        _FROZEN,
        2.0,
        0.006,
        -0.12,
    ),
    parallel=Case(
        'jhmdb/stn-parallel-tsn_efficientnet-lite0-frozen_upper-lower_1x1x3-10e_jhmdb-loose-boxes.py',
        (2, 3, 3, 160, 160),
        _FROZEN,
        1.4,
    ),
    weizmann=Case(
        'weizmann/stn-tsn_efficientnet-lite0-frozen_joint_1x1x3-40e_weizmann-loose-boxes.py',
        (3, 3, 3, 160, 160),
        _FROZEN,
        1.4,
        0.002,
        -0.1,
    ),
    self_denoising=Case(
        'jhmdb/stn-refocus_attention-features_self-denoising_1x1x3-1000i_jhmdb-loose-boxes.py',
        (2, 3, 3, 160, 160),
        _FROZEN,
        1.4,
        0.002,
    ),
    thumbnail=Case(
        'jhmdb/stn-refocus_attention-thumbnail_1x1x3-1000i_jhmdb-loose-boxes.py',
        (2, 3, 3, 160, 160),
        {},
        1.4,
    ),
    attention=Case(
        'recognition/tsn/stn-tsn_k400-pre-r50_1xb8-1x1x8-15e_jhmdb-rgb.py',
        (2, 8, 3, 96, 96),
        {**_SMALL, 'stn.output_size': 64},
        1.4,
    ),
    st_cnn_multi=Case(
        'paper/house_numbers/st-cnn-multi_64.py', (2, 1, 3, 64, 64)
    ),
    st_cnn_single=Case(
        'paper/house_numbers/st-cnn-single_128.py', (2, 1, 3, 128, 128)
    ),
    spline=Case('paper/mnist/st-cnn-tps_r.py', (2, 1, 1, 28, 28), spread=0.01),
    projective=Case('paper/mnist/st-cnn-projective_r.py', (2, 1, 1, 28, 28)),
    cub=Case(
        'paper/cub/st-cnn-2x_resnet50_448.py',
        (2, 1, 3, 280, 280),
        {
            'backbone': dict(
                _delete_=True, type='ResNet', depth=18, pretrained=None
            ),
            'cls_head.in_channels': 1024,
        },
    ),
)


def build(config: str, case: Case, normalised_crop=False) -> nn.Module:
    """The model of a config file, weights from their names.

    ``normalised_crop`` takes MMAction2's data preprocessor, as at that time.
    """
    init_default_scope('mmaction')
    cfg = Config(dict(model=Config.fromfile(config).model))
    cfg.merge_from_dict({f'model.{k}': v for k, v in case.options.items()})
    cfg = cfg.model
    preprocessor = cfg.get('data_preprocessor') or {}
    if normalised_crop and preprocessor.get('type') == 'STNDataPreprocessor':
        preprocessor.type = 'ActionDataPreprocessor'
    model = MODELS.build(cfg)
    state = {
        name: _weights(name, value, case)
        for name, value in model.state_dict().items()
    }
    model.load_state_dict(state)
    return model


def names(model: nn.Module) -> Dict[str, object]:
    """The STN's keys and shapes, and a hash of all of the model's."""
    shapes = {k: list(v.shape) for k, v in model.state_dict().items()}
    lines = '\n'.join(f'{k} {v}' for k, v in sorted(shapes.items()))
    stn = {k: v for k, v in shapes.items() if 'stn.' in k}
    return dict(stn=stn, sha256=hashlib.sha256(lines.encode()).hexdigest())


def compute(model: nn.Module, case: Case) -> Dict[str, list]:
    """Scores and views of ``predict``, and the losses of ``loss``."""
    out = {}
    for mode in case.modes:
        data = _batch(case, getattr(model, 'cls_head', None))
        model.train(mode == 'loss')
        for module in model.modules():  # masks would depend on PyTorch
            if isinstance(module, nn.Dropout):
                module.eval()
        torch.manual_seed(0)
        data = model.data_preprocessor(data, mode == 'loss')
        with torch.no_grad():
            result = model(**data, mode=mode)
        if mode == 'loss':
            for name, value in result.items():
                out[name] = value.tolist()
            continue
        for key in ('pred_score', 'view_boxes'):
            values = [s.get(key) for s in result]
            if values[0] is not None:
                out[key] = torch.stack(values).tolist()
    return out


def _weights(name: str, like: Tensor, case: Case) -> Tensor:
    if not like.is_floating_point():
        return like
    generator = torch.Generator().manual_seed(zlib.crc32(name.encode()))
    noise = torch.randn(like.shape, generator=generator)
    if 'regressor' in name:
        if name.endswith('bias'):
            noise[0] += case.zoom / case.spread
        return noise * case.spread
    if name.endswith('running_var') or (like.dim() == 1 and 'weight' in name):
        return 1 + 0.1 * noise.clamp(-3, 3)
    if name.startswith('cls_head'):
        return noise * 0.05
    if like.dim() > 1:
        return noise * (2 / like[0].numel()) ** 0.5
    return noise * 0.05


def _batch(case: Case, head: Optional[nn.Module]) -> dict:
    """Clips as rough as real pictures, with boxes that fill the crop."""
    samples: List[ActionDataSample] = []
    frames = case.shape[1] * (case.shape[3] if len(case.shape) == 6 else 1)
    side = case.shape[-1]
    share = 1 / case.context
    for i in range(case.shape[0]):
        digits = getattr(head, 'num_digits', None)
        sample = ActionDataSample().set_gt_label(
            [1 + i] * digits if digits else 1 + i
        )
        low, high = side * (0.3 + 0.02 * i), side * 0.8
        box = torch.tensor([[low, low, high, high]]).repeat(frames, 1)
        sample.gt_instances = InstanceData(bboxes=box)
        sample.set_metainfo(
            dict(
                sample_id=f'clip{i}.avi#0',
                img_shape=(side, side),
                box_in_crop=np.tile(
                    np.float32([-share, -share, share, share]), (frames, 1)
                ),
            )
        )
        samples.append(sample)
    return dict(inputs=list(_pixels(case.shape)), data_samples=samples)


def _pixels(shape: Tuple[int, ...]) -> Tensor:
    """uint8, amplitudes that fall as 1 / frequency, of a NumPy seed."""
    rng = np.random.RandomState(0)
    white = rng.standard_normal(shape)
    height, width = shape[-2:]
    frequency = np.hypot(
        np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)
    ).clip(1 / max(height, width))
    picture = np.fft.irfft2(np.fft.rfft2(white) / frequency, s=(height, width))
    picture -= picture.mean((-2, -1), keepdims=True)
    picture /= picture.std((-2, -1), keepdims=True)
    # the same scene in all frames of a clip, a little changed
    if shape[1] > 1:
        picture = 0.8 * picture[:, :1] + 0.2 * picture
    pixels = (127.5 + 60 * picture).clip(0, 255)
    return torch.from_numpy(pixels.astype(np.uint8))
