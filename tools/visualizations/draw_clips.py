r"""Draw a page of test clips, chosen by a rule: boxes, plain crop, view.

    python tools/visualizations/draw_clips.py CONFIG CHECKPOINT --num 10 \
        --out clips.png [--box-noise 1] \
        [--cfg-options model.stn_checkpoint=STN.pth]

Every (n / NUM)-th of the n test clips in the order of their sample_id. Shown
is a clip's middle frame, with noise of level 1 and seed 0 on the boxes. All
other flags are those of tools/test.py.
"""

import argparse


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument('--num', type=int, default=10, help='clips')
    parser.add_argument('--out', default='clips.png')
    args, rest = parser.parse_known_args(argv)
    if args.num < 1:
        parser.error(f'--num must be 1 or more, got {args.num}')
    return args, rest


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

import cv2

import stn_action
from stn_action.cli.launch import build_test
from stn_action.visualization.clip_rows import clip_page


def every_nth(dataset, num: int) -> list:
    """Indices of ``num`` clips, evenly spread over the sorted sample ids."""
    ids = [dataset.get_data_info(i)['sample_id'] for i in range(len(dataset))]
    order = sorted(range(len(ids)), key=ids.__getitem__)
    num = min(num, len(order))
    return [order[k * len(order) // num] for k in range(num)]


def main(argv=None):
    args, rest = parse_args(argv)
    stn_action.register_all_modules()
    runner = build_test(['--box-noise', '1', '--noise-seed', '0', *rest])
    runner.load_or_resume()
    if not hasattr(runner.model, 'stn'):
        raise SystemExit('the model of this config has no stn to draw')
    dataset = runner.test_loop.dataloader.dataset
    page = clip_page(runner.model, dataset, every_nth(dataset, args.num))
    cv2.imwrite(args.out, page[..., ::-1])
    print(args.out)


if __name__ == '__main__':
    main()
