"""Your own videos in one command: people, training, tests, a verdict.

Looks for the people (or takes your boxes), splits the videos into training
and validation, takes the released localisation network (or trains one), trains
the recogniser, and tests it without an STN, with it, and without it on larger
crops, at which it costs as much as with the STN. All that it used (configs,
annotations, checkpoints) is in the work dir, to be edited and used again. The
same command goes on where it was stopped; a stage that is finished is not done
again.
"""

import argparse
import os

from stn_action.cli.calm import CalmScreen
from stn_action.cli.detection_options import add_detector_options
from stn_action.cli.errors import add_debug_flag, run_tool

EXAMPLES = r"""
examples:
  videos/walk/a.mp4, videos/wave/b.mp4, ...: the folder is the label
    python tools/fit.py --videos videos --work-dir work_dirs/mine

  what it would do
    python tools/fit.py --videos videos --work-dir work_dirs/mine --dry-run

  labels from a list of MMAction2, boxes of your own, a recogniser of its zoo
    python tools/fit.py --videos videos --labels list.txt --boxes tubes.json \
        --backbone mmaction::recognition/tsm/CONFIG.py \
        --checkpoint tsm.pth --work-dir work_dirs/mine
"""

#: A head on a frozen network: it is trained in minutes.
BACKBONE = (
    'stn_action::own_data/tsn_efficientnet-lite0-frozen_1x1x3-10e_own-data.py'
)


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add('--videos', required=True, metavar='DIR', help='searched deeply')
    add(
        '--labels',
        default='folder',
        help="'folder' (default): the folder of a video is its label; or a "
        'file of lines such as "walk/a.mp4 3"',
    )
    add('--classes', help='file with one class a line, for a list of labels')
    add('--work-dir', required=True, metavar='W', help='for all that is made')
    add_data_options(parser)
    add_model_options(parser)
    add('--seed', type=int, default=0, help='of the trainings (default: 0)')
    add(
        '--num-workers',
        type=int,
        default=2,
        metavar='N',
        help='processes that decode videos (default: 2)',
    )
    add('--dry-run', action='store_true', help='only say what would be done')
    add(
        '--verbose',
        action='store_true',
        help='print what else goes to the log file',
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


def add_data_options(parser) -> None:
    group = parser.add_argument_group('people')
    add = group.add_argument
    add('--boxes', metavar='JSON', help='annotation file with their boxes')
    add_detector_options(parser)
    add(
        '--max-persons',
        type=int,
        default=1,
        metavar='N',
        help='people who act in a video; the surest are kept (default: 1)',
    )
    add(
        '--min-motion',
        type=float,
        default=0.0,
        metavar='SHARE',
        help='drop detections with less than this share (0 to 1) of what '
        'moves, for a camera that stands still (default: 0)',
    )
    add(
        '--stride',
        type=int,
        default=4,
        metavar='N',
        help='look for people in every N-th frame (default: 4)',
    )
    add(
        '--val-share',
        type=float,
        default=0.25,
        metavar='SHARE',
        help='share of the clips to test on, up to 0.5 (default: 0.25)',
    )
    add(
        '--group-by',
        metavar='REGEX',
        help='keep videos on one side in whose names this matches the same '
        'text, such as an actor (default: each video by itself)',
    )


def add_model_options(parser) -> None:
    group = parser.add_argument_group('models')
    add = group.add_argument
    add(
        '--backbone',
        default=BACKBONE,
        metavar='CONFIG',
        help='config of a recogniser of RGB clips, of this project or of '
        'MMAction2 (default: a head on a frozen EfficientNet-Lite0)',
    )
    add('--checkpoint', metavar='FILE', help='weights that it starts from')
    add(
        '--backbone-weights',
        default=os.environ.get('EFFICIENTNET_LITE0'),
        metavar='FILE',
        help='ImageNet weights of a timm backbone, where they cannot be '
        'downloaded (default: the environment variable EFFICIENTNET_LITE0)',
    )
    add(
        '--front-end',
        default='released',
        metavar='WHICH',
        help="the localisation network: 'released' (default; it was trained "
        "on JHMDB), 'train' on these videos, or a checkpoint",
    )
    add(
        '--epochs',
        type=int,
        help="of the recogniser (default: CONFIG's, or those of 300 "
        "iterations where few videos make CONFIG's too short)",
    )
    add(
        '--iters',
        type=int,
        help='of the localisation network, with train (default: 3000)',
    )


def run(args) -> None:
    log = os.path.join(args.work_dir, 'log.txt')
    screen = CalmScreen(
        log if not args.dry_run else os.devnull, not args.verbose
    )
    screen.run(lambda screen: fit(args, screen))


def fit(args, screen: CalmScreen) -> None:
    from stn_action.cli.fit.job import Job, summary

    job = Job(args, screen)
    screen.say(job.plan())
    if args.dry_run:
        return
    screen.say(f'log: {screen.log}')
    variants = job.run()
    with screen.bar('writing the report'):
        report = write_report(args.work_dir, variants)
    screen.say(f'report: {report}')
    screen.say('\n' + summary(variants, args))


def write_report(work_dir: str, variants) -> str:
    """The page on the recogniser with the STN before it, and without."""
    import runpy

    here = os.path.dirname(os.path.abspath(__file__))
    tool = runpy.run_path(
        os.path.join(here, 'analysis_tools', 'report.py'), run_name='report'
    )
    plain, with_stn = variants[:2]
    args = tool['parse_args'](
        [
            os.path.join(work_dir, 'recognizer'),
            '--config',
            with_stn.config,
            '--checkpoint',
            with_stn.checkpoint,
            '--without',  # the table's variant, on its own crops
            plain.config,
            plain.checkpoint,
            '--out',
            os.path.join(work_dir, 'report.html'),
            '--overwrite',
        ]
    )
    return tool['write_report'](args)


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
