"""Flags and steps that the export and benchmark tools share."""

import argparse

from .errors import add_debug_flag, run_tool

#: Largest difference of scores and theta between the export and PyTorch.
TOLERANCE = 1e-4


def add_shape_option(
    parser: argparse.ArgumentParser, pipeline: str = 'test'
) -> None:
    """Add ``--shape``; ``pipeline`` names the one that gives the default."""
    parser.add_argument(
        '--shape',
        type=int,
        nargs='+',
        help='of one sample: M C H W (2-D) or V C T H W (3-D); default: what '
        f"the config's {pipeline} pipeline gives",
    )


def export_args(doc: str, output: str, **defaults) -> argparse.Namespace:
    """Parse the command line; ``defaults`` are further whole-number flags."""
    from mmengine.config import DictAction  # all else waits for the work

    parser = argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument('config', help='config file')
    parser.add_argument('checkpoint', help='checkpoint file')
    parser.add_argument(
        '--output-file', default=output, help=f'(default: {output})'
    )
    add_shape_option(parser)
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    parser.add_argument(
        '--overwrite', action='store_true', help='replace an older file'
    )
    add_debug_flag(parser)
    for name, default in defaults.items():
        parser.add_argument(f'--{name}', type=int, default=default)
    return parser.parse_args()


def export_and_compare(args, export, **kwargs) -> None:
    """Export, then compare the file with the model on batches of 1 and 3."""
    from ..deployment.export import (
        check_has_stn,
        crop_box,
        differences,
        input_shape,
    )
    from ..formats.output_files import check_output
    from ..models.loading import load_recognizer
    from .config_file import read_config

    read = [args.config, args.checkpoint]
    check_output(args.output_file, args.overwrite, read)
    cfg = read_config(args.config, args.cfg_options)
    model = load_recognizer(cfg, args.checkpoint)
    check_has_stn(model, args.config)
    shape = input_shape(cfg, args.shape)
    if model.stn.needs_boxes:
        model.box_in_crop = crop_box(cfg)
    export(model, args.output_file, shape, **kwargs)
    found = differences(model, args.output_file, shape)
    print(
        f'{args.output_file}: clips (N, {", ".join(map(str, shape))}); '
        'largest difference from PyTorch: '
        + ', '.join(f'{name} {value:.1e}' for name, value in found.items())
    )
    if max(found.values()) > TOLERANCE:
        raise ValueError(f'more than {TOLERANCE:g}: do not use this file')


def run_export(args, export_of) -> None:
    """Run :func:`export_and_compare`; an error ends the process in one line.

    Args:
        args: From :func:`export_args`.
        export_of (Callable): Takes ``args``; gives the export function and
            its further arguments. Called late: it imports slow packages.
    """

    def run(args):
        export, options = export_of(args)
        export_and_compare(args, export, **options)

    run_tool(run, args)
