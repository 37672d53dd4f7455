r"""Draw a page of test clips, chosen by a rule: boxes, plain crop, view.

    python tools/visualizations/draw_clips.py CONFIG CHECKPOINT --num 10 \
        --out clips.png [--box-noise 1] \
        [--cfg-options model.stn_checkpoint=STN.pth]

Every (n / NUM)-th of the n test clips in the order of their sample_id. Shown
is a clip's middle frame, with noise of level 1 and seed 0 on the boxes. All
other flags are those of tools/test.py.
"""

import argparse

from stn_action.cli.errors import add_debug_flag, run_tool


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument('--num', type=int, default=10, help='clips')
    parser.add_argument('--out', default='clips.png')
    parser.add_argument(
        '--overwrite', action='store_true', help='replace an older picture'
    )
    add_debug_flag(parser)
    args, args.of_test = parser.parse_known_args(argv)
    if args.num < 1:
        parser.error(f'--num must be 1 or more, got {args.num}')
    return args


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

from stn_action.cli.launch import build_test
from stn_action.deployment.export import check_has_stn
from stn_action.formats.output_files import check_output
from stn_action.models.loading import load_recognizer
from stn_action.visualization.clip_rows import clip_page
from stn_action.visualization.picture_file import save_picture


def every_nth(dataset, num: int) -> list:
    """Indices of ``num`` clips, evenly spread over the sorted sample ids."""
    ids = [dataset.get_data_info(i)['sample_id'] for i in range(len(dataset))]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    num = min(num, len(order))
    return [order[k * len(order) // num] for k in range(num)]


def run(args) -> None:
    check_output(args.out, args.overwrite, args.of_test)
    runner = build_test(
        ['--box-noise', '1', '--noise-seed', '0', *args.of_test]
    )
    model = load_recognizer(runner.cfg, runner.cfg.load_from)
    check_has_stn(model, str(runner.cfg.filename))
    dataset = runner.test_loop.dataloader.dataset
    page = clip_page(model, dataset, every_nth(dataset, args.num))
    print(save_picture(args.out, page))


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
