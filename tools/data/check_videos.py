"""Decode every video of an annotation file, before a training does.

    python tools/data/check_videos.py data/mine/train.json --videos data/mine

Reports entries that are not valid, videos that are missing, damaged, cut off
or crash the decoder, frames of another number or size than the annotation
states, and boxes outside the frames. Each video is decoded in a process of
its own, so a decoder that crashes is found and not felt. Run it once for each
data set; --good FILE writes the entries that are right.
"""

import argparse
import os

from stn_action.cli.errors import add_debug_flag, run_tool


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('ann_file', help='of PersonTubeDataset, .json')
    parser.add_argument(
        '--videos', default='.', help='folder of the videos, data_prefix'
    )
    parser.add_argument(
        '--decoder',
        choices=('decord', 'opencv', 'pyav'),
        default='decord',
        help='that of the training (default: %(default)s)',
    )
    parser.add_argument(
        '--filename-tmpl',
        metavar='NAME',
        help="videos are folders of images such as 'img_{:05}.jpg'",
    )
    parser.add_argument(
        '--start-index',
        type=int,
        metavar='N',
        help='number of the first image (default: 1)',
    )
    parser.add_argument(
        '--good', metavar='FILE', help='write the entries that are right here'
    )
    parser.add_argument(
        '--num-workers', type=int, default=1, help='processes (default: 1)'
    )
    parser.add_argument(
        '--timeout',
        type=float,
        metavar='SECONDS',
        help='give a video up after so long (default: never)',
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


def run(args) -> int:
    """The number of entries that are wrong."""
    # here, because worker processes import this file, and have no use for it
    from stn_action.datasets.annotation_check import check_annotation_file
    from stn_action.formats.annotations import write_annotations

    if args.good and os.path.exists(args.good):
        raise ValueError(f'--good {args.good} exists: give another name.')
    checked = check_annotation_file(
        args.ann_file,
        args.videos,
        args.decoder,
        args.filename_tmpl,
        args.start_index,
        args.num_workers,
        args.timeout,
        report=lambda line: print(line, flush=True),
    )
    wrong, total = checked.num_wrong, len(checked.entries)
    print(
        f'{args.ann_file}: {total - wrong} of {total} entries are right'
        + (f', {wrong} are not' if wrong else '')
    )
    if args.good:
        metainfo = dict(checked.metainfo)
        classes = metainfo.pop('classes', [])
        write_annotations(args.good, classes, checked.good(), **metainfo)
        print(f'{args.good}: {total - wrong} entries written')
    return wrong


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
