"""The main job on generated data: an STN repairs what loose boxes break.

Generates videos of moving people with true and detector-like (loose) boxes
and trains, as tools/train.py does, a recogniser on true boxes and the
localisation network alone on the re-focus loss. Then tests the recogniser on
the loose boxes as it is and with the localisation network before it, compares
the two, and draws what the recogniser saw.
"""

import argparse
import os.path as osp
import time
from types import SimpleNamespace

from stn_action.cli.calm import CalmScreen, watch
from stn_action.cli.errors import add_debug_flag, run_tool

EXAMPLES = """
examples:
  python tools/quickstart.py
  python tools/quickstart.py --seed 1 --work-dir work_dirs/quickstart_1
"""

CONFIGS = osp.join(osp.dirname(osp.dirname(osp.abspath(__file__))), 'configs')
LOOSE = 'r3d-thin_8x2x1-14e_quickstart-loose-boxes.py'
TRUE = 'r3d-thin_8x2x1-14e_quickstart-true-boxes.py'
REFOCUS = 'stn-refocus_attention_8x2x1-14e_quickstart-loose-boxes.py'
FRONT_END = 'stn-r3d-thin_front-end_8x2x1_quickstart-loose-boxes.py'

CLIPS = (480, 144)
#: The whole takes as long as so many steps of stn_action.cli.machine_speed:
#: 164 s where a step takes .072 s, on two idle cores of an AMD EPYC.
STEPS = 2300


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add(
        '--data-root',
        default='data/quickstart',
        metavar='DIR',
        help='where the generated videos go; they are generated once '
        '(default: %(default)s)',
    )
    add(
        '--work-dir',
        default='work_dirs/quickstart',
        metavar='DIR',
        help='where checkpoints, log and pictures go (default: %(default)s)',
    )
    add('--seed', type=int, default=0, help='of the trainings (default: 0)')
    add(
        '--clips',
        type=int,
        nargs=2,
        default=CLIPS,
        metavar=('TRAIN', 'VAL'),
        help='clips to generate (default: {} {})'.format(*CLIPS),
    )
    add('--epochs', type=int, help='of every training (default: 14)')
    add(
        '--verbose',
        action='store_true',
        help='print what else goes to the log file',
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


def train(screen: CalmScreen, title: str, config: str, args) -> str:
    """One training; the path of its checkpoint."""
    from stn_action.cli import launch

    options = [f'data_root={args.data_root}']
    if args.epochs:
        options += [
            f'train_cfg.max_epochs={args.epochs}',
            f'train_cfg.val_interval={args.epochs}',
            f'default_hooks.checkpoint.interval={args.epochs}',
        ]
    with screen.bar(title) as bar:
        runner = launch.build_train(
            [
                *_paths(config, args),
                '--seed',
                str(args.seed),
                '--no-validate',  # what is tested is tested below
                '--cfg-options',
                *options,
            ]
        )
        watch(runner, bar)
        runner.train()
    with open(osp.join(runner.work_dir, 'last_checkpoint')) as file:
        return file.read().strip()


def test(screen, title: str, config: str, checkpoint: str, args, *options):
    """One test: its metrics and its Runner."""
    from stn_action.cli import launch

    path, *work_dir = _paths(config, args)
    with screen.bar(title) as bar:
        runner = launch.build_test(
            [
                path,
                checkpoint,
                *work_dir,
                '--cfg-options',
                f'data_root={args.data_root}',
                *options,
            ]
        )
        watch(runner, bar)
        return SimpleNamespace(metrics=runner.test(), runner=runner)


def _paths(config: str, args) -> list:
    name = osp.splitext(config)[0]
    return [
        osp.join(CONFIGS, 'quickstart', config),
        '--work-dir',
        osp.join(args.work_dir, name),
    ]


def prepare_data(screen: CalmScreen, args) -> None:
    from stn_action.datasets import synthetic

    spec = synthetic.SyntheticSpec(
        num_train=args.clips[0], num_val=args.clips[1]
    )
    if synthetic.is_generated(args.data_root, spec):
        return
    with screen.bar('generating videos of people') as bar:
        bar.total(sum(args.clips))
        synthetic.generate(args.data_root, spec, report=bar.step)


def report(plain, stn, true) -> str:
    """The table that ends the quick start, of results of :func:`test`."""
    rows = [
        ('loose boxes, without STN', plain, 'refocus/box_iou'),
        ('loose boxes, with STN', stn, 'refocus/view_iou'),
        ('true boxes, without STN', true, 'refocus/box_iou'),
    ]
    lines = [f'{"":26}top-1   IoU with the true person']
    lines += [
        f'{name:26}{row.metrics["acc/top1"]:.3f}   {row.metrics[iou]:.3f}'
        for name, row, iou in rows
    ]
    return '\n'.join(lines)


def run(args) -> None:
    screen = CalmScreen(
        osp.join(args.work_dir, 'log.txt'), redirect=not args.verbose
    )
    screen.run(lambda screen: quick_start(screen, args))


def quick_start(screen: CalmScreen, args) -> None:
    start = time.time()
    from stn_action.cli.machine_speed import expected

    share = args.clips[0] / CLIPS[0] * (args.epochs or 14) / 14
    screen.say(
        'Two trainings, three tests, a picture: '
        f'{expected(STEPS * share)} here, by a trial of this machine.\n'
        f'Everything else that is printed: {screen.log}'
    )
    import stn_action

    stn_action.register_all_modules()
    prepare_data(screen, args)
    recognizer = train(
        screen, 'training the recogniser on true boxes', TRUE, args
    )
    network = train(screen, 'training the localisation network', REFOCUS, args)
    plain = test(
        screen, 'testing without STN on loose boxes', LOOSE, recognizer, args
    )
    stn = test(
        screen,
        'testing with STN on loose boxes',
        FRONT_END,
        recognizer,
        args,
        f'model.stn_checkpoint={network}',
    )
    true = test(
        screen, 'testing without STN on true boxes', TRUE, recognizer, args
    )
    pictures = draw(screen, plain.runner, stn.runner, args)
    screen.say(
        f'\n{args.clips[1]} unseen clips, seed {args.seed}, chance .125, '
        f'{time.time() - start:.0f} s in all'
    )
    screen.say(report(plain, stn, true))
    screen.say(
        'Other seeds and machines: configs/quickstart/README.md has the range.'
    )
    for name, path in pictures.items():
        screen.say(f'{name}: {path}')


def draw(screen: CalmScreen, plain, stn, args) -> dict:
    """Write the pictures; their paths by name.

    Args:
        plain, stn (Runner): Of the tests on loose boxes.
    """
    from stn_action.visualization.comparison import comparison_page
    from stn_action.visualization.drifting_box import write_drifting_box
    from stn_action.visualization.picture_file import save_picture

    sides = [
        (runner.model, runner.test_loop.dataloader.dataset)
        for runner in (plain, stn)
    ]
    picture = osp.abspath(osp.join(args.work_dir, 'quickstart.png'))
    clip = osp.abspath(osp.join(args.work_dir, 'quickstart.gif'))
    with screen.bar('drawing what the recogniser saw') as bar:
        bar.total(2)
        save_picture(picture, comparison_page(*sides))
        bar.step()
        write_drifting_box(stn.cfg, stn.model.state_dict(), clip)
    return dict(picture=picture, clip=clip)


def main(argv=None):
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
