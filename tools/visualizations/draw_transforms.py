r"""Draw input, sampled grid and output, as in the paper's figures.

    python tools/visualizations/draw_transforms.py CONFIG [CHECKPOINT] \
        --out figure.png

Draws the first test samples of a model with an ``stn``.
"""

import argparse

from stn_action.cli.errors import add_debug_flag, run_tool

#: Lines of the drawn grid along each axis.
_LINES = 9
#: Height of a small picture, such as a digit's, is brought up to this.
_HEIGHT = 168


def parse_args(argv=None):
    from mmengine.config import DictAction

    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('config')
    parser.add_argument('checkpoint', nargs='?', help='default: untrained')
    parser.add_argument('--out', default='transforms.png')
    parser.add_argument('--num', type=int, default=8, help='samples')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    parser.add_argument(
        '--overwrite', action='store_true', help='replace an older picture'
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

import numpy as np
import torch
from mmaction.registry import DATASETS, MODELS
from mmengine.registry import init_default_scope

from stn_action.cli.config_file import read_config
from stn_action.deployment.export import check_has_stn
from stn_action.formats.output_files import check_output
from stn_action.models.checkpoint_file import read_checkpoint
from stn_action.models.class_counts import check_state
from stn_action.visualization import contact_sheet
from stn_action.visualization.picture_file import save_picture
from stn_action.visualization.refocus_sheet import spread
from stn_action.visualization.sampling_grid import draw_sampling_grid


@torch.no_grad()
def draw_sample(model, sample: dict) -> list:
    """The cells of one row: input, grids on it, views (one for each k)."""
    data = model.data_preprocessor(
        dict(inputs=[sample['inputs']], data_samples=[sample['data_samples']])
    )
    clips = model.to_clips(data['inputs'])[:1]
    seen = model.refocus(clips, data['data_samples'])
    grids = seen.sampled[:1].grid((_LINES, _LINES))
    grids = grids.reshape(-1, _LINES, _LINES, 2)[: model.stn.num_views]
    picture = to_picture(model, model.normalise(clips)[0, :, 0])
    drawn = [draw_sampling_grid(picture, grid.numpy()) for grid in grids]
    return [
        picture,
        *drawn,
        *(to_picture(model, view[:, 0]) for view in seen.pixels),
    ]


def to_picture(model, image: torch.Tensor) -> np.ndarray:
    """Normalised (C, H, W) to (H', W', 3) uint8 RGB."""
    preprocessor = model.data_preprocessor
    if getattr(preprocessor, 'mean', None) is not None:
        shape = (-1, 1, 1)
        std, mean = preprocessor.std.view(shape), preprocessor.mean.view(shape)
        image = image * std + mean
    image = image.clamp(0, 255).byte().permute(1, 2, 0).numpy()
    factor = max(1, _HEIGHT // image.shape[0])
    image = image.repeat(factor, 0).repeat(factor, 1)
    if image.shape[2] == 1:
        image = image.repeat(3, 2)
    elif not preprocessor.to_rgb:
        image = image[..., ::-1]
    return np.ascontiguousarray(image)


def run(args) -> None:
    read = [path for path in (args.config, args.checkpoint) if path]
    check_output(args.out, args.overwrite, read)
    cfg = read_config(args.config, args.cfg_options)
    init_default_scope(cfg.get('default_scope', 'mmaction'))
    model = MODELS.build(cfg.model).eval()
    check_has_stn(model, args.config)
    model.init_weights()
    if args.checkpoint:
        content = read_checkpoint(args.checkpoint)
        state = content.get('state_dict', content)
        check_state(model, state, args.checkpoint)
        model.load_state_dict(state, strict=False)
    dataset = DATASETS.build(cfg.test_dataloader.dataset)
    rows = [
        draw_sample(model, dataset[int(index)])
        for index in spread(len(dataset), args.num)
    ]
    views = model.stn.num_views
    titles = ['input', *views * ['grid'], *views * ['view']]
    sheet = contact_sheet(rows, titles)
    print(save_picture(args.out, sheet))


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
