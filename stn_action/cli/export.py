"""Flags and steps that the export and benchmark tools share."""

import argparse

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
    for name, default in defaults.items():
        parser.add_argument(f'--{name}', type=int, default=default)
    return parser.parse_args()


def export_and_compare(args, export, **kwargs) -> None:
    """Export, then compare the file with the model on batches of 1 and 3."""
    from mmengine.config import Config

    from ..deployment.export import crop_box, differences, input_shape
    from ..models.loading import load_recognizer
    from ..registration import register_all_modules

    register_all_modules()
    cfg = Config.fromfile(args.config)
    cfg.merge_from_dict(args.cfg_options or {})
    model = load_recognizer(cfg, args.checkpoint)
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
        raise SystemExit(f'more than {TOLERANCE:g}: do not use this file')
