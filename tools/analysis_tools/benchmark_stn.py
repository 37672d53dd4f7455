"""Measure the STN's share of the time of a forward and a training pass.

    python tools/analysis_tools/benchmark_stn.py CONFIG [--batch-size 1]
        [--shape V C T H W] [--rounds 20] [--device cpu] [--no-train]

Each round times, one after the other, the recogniser with its STN, the same
recogniser without it on crops of the view's size, and the STN alone, all from
uint8 pixels, so that mean and std are counted. Shares
are computed within a round; the tool prints their median and quartiles over
the rounds, so that a machine which is slow for a while changes little.

- alone: time of the STN alone, divided by that of the recogniser with it.
- added: 1 - (time without the STN / time with it). In a training step this
  includes the gradient at the input of the backbone, which only an STN needs.
"""

import argparse
import inspect
import time
from typing import Callable, Dict, List

# Before MMEngine, with which the package would register all its classes.
from stn_action.cli.errors import add_debug_flag, run_tool
from stn_action.cli.export import add_shape_option


def parse_args(argv=None):
    from mmengine.config import DictAction

    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('config', help='config file')
    parser.add_argument('--batch-size', type=int, default=1)
    add_shape_option(parser, 'training')
    parser.add_argument('--rounds', type=int, default=20)
    parser.add_argument('--device', default='cpu')
    parser.add_argument(
        '--no-train', action='store_true', help='the forward pass alone'
    )
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    add_debug_flag(parser)
    return parser.parse_args(argv)


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

import numpy as np
import torch
from mmaction.registry import MODELS
from mmaction.structures import ActionDataSample
from mmengine.structures import InstanceData

from stn_action.cli.config_file import read_config
from stn_action.deployment.export import check_has_stn, crop_box, input_shape
from stn_action.deployment.export import pixels as random_pixels
from stn_action.models import Refocusing
from stn_action.models.loading import load_recognizer

#: Settings of STNRecognizer2D/3D that their parent classes do not know.
_STN_KEYS = tuple(inspect.signature(Refocusing._init_refocusing).parameters)


def without_stn(cfg: dict) -> torch.nn.Module:
    """The same recogniser of MMAction2 alone."""
    cfg = {key: value for key, value in cfg.items() if key not in _STN_KEYS}
    cfg['type'] = cfg['type'].replace('STN', '')
    if cfg.get('data_preprocessor', {}).get('type') == 'STNDataPreprocessor':
        preprocessor = dict(cfg['data_preprocessor'])
        cfg['data_preprocessor'] = dict(
            preprocessor, type='ActionDataPreprocessor'
        )
    return MODELS.build(cfg)


def prepared(model, raw: torch.Tensor) -> torch.Tensor:
    """Uint8 clips as the model's data preprocessor hands them over."""
    batch = dict(inputs=list(raw), data_samples=None)
    return model.data_preprocessor(batch)['inputs']


def labelled(model, inputs: torch.Tensor) -> List[ActionDataSample]:
    """A label and a true box a frame for each sample."""
    frames = model.to_clips(inputs).shape[2] * (
        inputs.shape[1] if inputs.dim() == 6 else 1
    )
    box = torch.tensor([[8.0, 8.0, 40.0, 40.0]]).repeat(frames, 1)
    label = torch.zeros(model.cls_head.num_classes, device=inputs.device)
    label[0] = 1
    if not model.cls_head.multi_class:
        label = 0
    return [
        ActionDataSample(gt_instances=InstanceData(bboxes=box))
        .set_gt_label(label)
        .to(inputs.device)
        for _ in inputs
    ]


def training_step(model, raw, samples) -> Callable[[], None]:
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-6, momentum=0.9)

    def step():
        inputs = prepared(model, raw)
        loss, _ = model.parse_losses(model(inputs, samples, mode='loss'))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    return step


def stn_training_step(model, raw) -> Callable[[], None]:
    optimizer = torch.optim.SGD(model.stn.parameters(), lr=1e-6, momentum=0.9)

    def step():
        clips = model.to_clips(prepared(model, raw))
        pixels = model.refocus(clips).pixels
        pixels.backward(pixels.detach())
        optimizer.step()
        optimizer.zero_grad()

    return step


def measure(jobs: Dict[str, Callable], rounds: int, device: str) -> dict:
    """Seconds of each job in each round, two rounds of warm-up apart."""
    seconds = {name: [] for name in jobs}
    for round_ in range(-2, rounds):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            if device != 'cpu':
                torch.cuda.synchronize(device)
            if round_ >= 0:
                seconds[name].append(time.perf_counter() - start)
    return {name: np.array(values) for name, values in seconds.items()}


def row(name: str, seconds: dict) -> str:
    alone = seconds['stn'] / seconds['with']
    added = 1 - seconds['without'] / seconds['with']
    cells = [
        '{1:6.2%} [{0:.2%}, {2:.2%}]'.format(*np.percentile(x, (25, 50, 75)))
        for x in (alone, added)
    ]
    return (
        f'{name:14} {np.median(seconds["with"]) * 1e3:9.1f} ms   '
        f'{cells[0]:28} {cells[1]}'
    )


def run(args) -> None:
    cfg = read_config(args.config, args.cfg_options)
    shape = input_shape(cfg, args.shape, 'train')
    model = load_recognizer(cfg).to(args.device)
    check_has_stn(model, args.config)
    if model.stn.num_views > 1:
        raise ValueError(
            'parallel views: the head does not fit the '
            'recogniser without an STN, so there is no baseline'
        )
    box = crop_box(cfg, 'train') if model.stn.needs_boxes else None
    model.box_in_crop = box
    plain = without_stn(cfg.model).to(args.device)
    raw = random_pixels(shape, args.batch_size).byte()
    size = model.stn.output_size or shape[-2:]
    raw_view = random_pixels((*shape[:-2], *size), args.batch_size).byte()
    print(
        f'{args.batch_size} x {shape} to {tuple(raw_view.shape)}, '
        f'{args.rounds} rounds, {torch.get_num_threads()} threads, '
        f'{args.device}'
    )
    print(
        f'{"":14} {"with STN":>12}   {"alone [quartiles]":28} '
        'added [quartiles]'
    )
    plain.eval()
    jobs = {
        'with': lambda: model.extract_feat(
            prepared(model, raw), test_mode=True
        ),
        'without': lambda: plain.extract_feat(
            prepared(plain, raw_view), test_mode=True
        ),
        'stn': lambda: model.refocus(model.to_clips(prepared(model, raw))),
    }
    with torch.no_grad():
        print(row('forward', measure(jobs, args.rounds, args.device)))
    if args.no_train:
        return
    samples = labelled(model, prepared(model, raw))
    model.train()
    plain.train()
    jobs = {
        'with': training_step(model, raw, samples),
        'without': training_step(plain, raw_view, samples),
        'stn': stn_training_step(model, raw),
    }
    print(row('training step', measure(jobs, args.rounds, args.device)))


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
