"""Write one HTML page on a run, which opens without a network.

    python tools/analysis_tools/report.py work_dirs/RUN --out report.html

The page shows the result with and without the STN, accuracy against the
quality of the boxes, top-1 by class, the confusion of classes, the worst and
best clips with the view that the STN chose, and the curves of the training.
RUN is the folder of a training, of a localisation network alone too, or of a
test: its config and checkpoint are taken.

--box-noise puts noise on top of the boxes of the test set. Where these are
loose already, the tested boxes are looser than both: level 0 tests them as
they are. All of the page then counts each clip once a level.
"""

import argparse
import os
import os.path as osp
from pathlib import Path

from stn_action.cli.errors import add_debug_flag, run_tool


def parse_args(argv=None):
    from mmengine.config import DictAction

    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('work_dir', help='folder of a training or a test')
    parser.add_argument('--config', help="default: the run's own")
    parser.add_argument('--checkpoint', help='default: the last of the run')
    parser.add_argument('--out', help='default: report.html in work_dir')
    parser.add_argument(
        '--box-noise',
        type=float,
        nargs='+',
        metavar='LEVEL',
        default=[None],
        help='test under noise of these levels on top of the boxes that '
        'the test set has',
    )
    parser.add_argument(
        '--without',
        nargs=2,
        metavar=('CONFIG', 'CHECKPOINT'),
        help='a recogniser without an STN to compare with (default: the same '
        'weights on the plain crop)',
    )
    parser.add_argument('--noise-seed', type=int, default=0)
    parser.add_argument(
        '--clips', type=int, default=4, help='worst and best clips to show'
    )
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    parser.add_argument(
        '--overwrite',
        action='store_true',
        help='replace an older page (that of the default name always is)',
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

from mmengine.config import Config

from stn_action.cli.config_file import read_config
from stn_action.evaluation.clip_outcomes import ClipTester, with_rival
from stn_action.evaluation.run_report import RunReport
from stn_action.formats.output_files import check_output, whole_file
from stn_action.models.loading import load_recognizer
from stn_action.visualization import report_figures as figures
from stn_action.visualization.report_page import report_page
from stn_action.visualization.scalar_log import curve_groups, read_scalars


def find_config(work_dir: str) -> str:
    """The config that MMEngine wrote beside the checkpoints."""
    found = sorted(Path(work_dir).glob('*.py'), key=os.path.getmtime)
    if not found:
        raise ValueError(f'{work_dir}: no config (*.py) in it; give --config')
    return str(found[-1])


def find_checkpoint(work_dir: str, cfg: Config) -> str:
    """The last one of a training, or the one that a test was given."""
    note = Path(work_dir) / 'last_checkpoint'
    if note.exists():
        path = note.read_text().strip()
        if osp.exists(path):
            return path
        return osp.join(work_dir, osp.basename(path))  # the folder was moved
    if cfg.get('load_from'):  # tools/test.py writes it into the config
        return cfg.load_from
    raise ValueError(
        f'{work_dir}: no last_checkpoint in it, and its config has no '
        'load_from; give --checkpoint'
    )


def curves(work_dir: str) -> list:
    """Diagrams of the training; none of a folder that holds a test alone."""
    try:
        groups = curve_groups(read_scalars(work_dir))
    except FileNotFoundError:
        return []
    return [figures.curves_figure(*group) for group in groups.items()]


def run_report(args, model, cfg) -> RunReport:
    """All clips under all levels of noise, with the STN and without."""
    compare = hasattr(model, 'stn') and hasattr(model, 'cls_head')
    other = None
    if args.without:
        plain_cfg = read_config(args.without[0])
        root = cfg.test_dataloader.dataset.get('data_root')
        if root is not None:
            plain_cfg.test_dataloader.dataset.data_root = root
        other = load_recognizer(plain_cfg, args.without[1], args.device)
    tested, rivals = [], {}
    for level in args.box_noise:
        tester = ClipTester(model, cfg, level, args.noise_seed)
        outcomes = tester.outcomes(compare and other is None)
        if other is not None:
            rival = ClipTester(other, plain_cfg, level, args.noise_seed)
            outcomes = with_rival(outcomes, rival.outcomes())
            rivals[tester] = rival
        tested += [(tester, outcome) for outcome in outcomes]
    return RunReport(tested, args.box_noise, rivals)


def write_report(args) -> str:
    """Test, draw and write; the path of the page."""
    if not osp.isdir(args.work_dir):
        raise ValueError(f'{args.work_dir}: no such folder of a run.')
    config = args.config or find_config(args.work_dir)
    cfg = read_config(config, args.cfg_options)
    checkpoint = args.checkpoint or find_checkpoint(args.work_dir, cfg)
    out = args.out or osp.join(args.work_dir, 'report.html')
    replace = args.overwrite or args.out is None
    check_output(out, replace, [config, checkpoint, *(args.without or ())])
    model = load_recognizer(cfg, checkpoint, args.device)
    report = run_report(args, model, cfg)
    text = report_page(
        title=osp.splitext(osp.basename(config))[0],
        subtitle=[f'run {args.work_dir}', f'checkpoint {checkpoint}'],
        curves=curves(args.work_dir),
        config=cfg.pretty_text,
        **report.content(args.clips),
    )
    with whole_file(out) as part:
        Path(part).write_text(text, encoding='utf-8')
    return out


def main(argv=None) -> None:
    run_tool(lambda args: print(write_report(args)), parse_args(argv))


if __name__ == '__main__':
    main()
