"""Count operations and parameters of a recogniser, and the STN's share.

    python tools/analysis_tools/get_flops.py CONFIG [--shape V C T H W]

MMEngine counts the operations of one sample; a multiplication and the addition
that follows it count as one. The STN is counted in a second pass, alone: its
transformation and sampler are functions, not modules, so that a table by
module would add them to the recogniser.
"""

import argparse

from stn_action.cli.errors import add_debug_flag, run_tool
from stn_action.cli.export import add_shape_option


def parse_args(argv=None):
    from mmengine.config import DictAction

    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('config', help='config file')
    add_shape_option(parser)
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    parser.add_argument(
        '--table', action='store_true', help='also print a table by module'
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

import torch
from mmengine.analysis import (
    FlopAnalyzer,
    get_model_complexity_info,
    parameter_count,
)
from mmengine.analysis.print_helper import _format_size
from mmengine.logging import MMLogger
from torch import nn

from stn_action.cli.config_file import read_config
from stn_action.deployment.export import (
    ExportableRecognizer,
    check_has_stn,
    crop_box,
    input_shape,
    pixels,
)
from stn_action.models.loading import load_recognizer


class _View(nn.Module):
    """The STN alone, with the layers of the backbone that it reads."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, clips):
        return self.model.refocus(clips).pixels


@torch.no_grad()
def complexity(model, shape) -> dict:
    """Count operations and parameters of a recogniser with an stn.

    Args:
        model (nn.Module): The recogniser.
        shape (Sequence[int]): Of one sample, without a batch axis.

    Returns:
        dict: ``flops``, ``params``, ``stn_flops``, ``stn_params``, the
        operators that are ``not_counted`` (with how often) and the ``table``.
    """
    recognizer, sample = ExportableRecognizer(model), pixels(shape, 1)
    whole = get_model_complexity_info(
        recognizer, inputs=(sample,), show_arch=False
    )
    stn = FlopAnalyzer(_View(model), (model.to_clips(sample),))
    return dict(
        flops=whole['flops'],
        params=whole['params'],
        stn_flops=stn.total(),
        stn_params=parameter_count(model.stn)[''],
        not_counted=dict(stn.unsupported_ops()),
        table=whole['out_table'],
    )


def run(args) -> None:
    MMLogger.get_instance('mmengine').setLevel('ERROR')  # a line an operator
    cfg = read_config(args.config, args.cfg_options)
    shape = input_shape(cfg, args.shape)
    model = load_recognizer(cfg)
    check_has_stn(model, args.config)
    if model.stn.needs_boxes:
        model.box_in_crop = crop_box(cfg)
    found = complexity(model, shape)
    if args.table:
        print(found['table'])
    print(f'one sample: {shape}')
    for key, name in (('flops', 'FLOPs'), ('params', 'parameters')):
        whole, part = found[key], found[f'stn_{key}']
        print(
            f'{name:10} {_format_size(whole):>9}, of the STN '
            f'{_format_size(part)} ({part / whole:.2%})'
        )
    print('not counted in the STN: ' + ', '.join(sorted(found['not_counted'])))


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
