r"""Views of parts beside the view of the person, at equal cost.

    python tools/analysis_tools/part_views.py --data-root data/jhmdb \
        --front-ends pixels_0.pth ... pixels_4.pth \
        --backbone-weights tf_efficientnet_lite0.pth --amp --networks \
        --out work_dirs/parts

Five folds. The recogniser is a frozen EfficientNet-Lite0 on three frames; a
linear head for each view, whose scores are averaged. The person and 25 parts
of half its side are run through it once, and everything else is made of these
features: fixed and random tiles, parts selected by what helped on clips that
the heads had not seen, localisation networks that place two parts on every
clip, and the whole at more pixels. A choice for fold k knows no clip of
fold k.

Features and scores are kept in OUT and are not computed twice. Prints the
tables, writes them to OUT/*.md, and draws OUT/parts.png: for the first clip of
each class by name the parts, and where parts help the class.
"""

import argparse
import os.path as osp

from stn_action.cli.errors import add_debug_flag, run_tool

LOOSE_TESTS = ['loose', 'loose again', 'loose, front end']


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--data-root', default='data/jhmdb')
    parser.add_argument('--videos', help='default: DATA_ROOT/videos')
    parser.add_argument(
        '--frame-cache', help='default: DATA_ROOT/frames (5.2 GB)'
    )
    parser.add_argument(
        '--front-ends',
        nargs='+',
        default=[],
        help='checkpoints of the pixel front end, one for each of the first '
        'folds: loose boxes of these are tested behind them, too',
    )
    parser.add_argument('--backbone-weights', required=True)
    parser.add_argument('--seeds', type=int, default=3, help='of the heads')
    parser.add_argument('--amp', action='store_true', help='features in bf16')
    parser.add_argument(
        '--networks',
        nargs='*',
        help='names of the localisation networks to train (half a minute of '
        'a core a fold and seed); all without a name, none without the option',
    )
    parser.add_argument(
        '--tested-on',
        nargs='*',
        choices=LOOSE_TESTS,
        help='a part of the tables: these beside the test on true boxes',
    )
    parser.add_argument('--out', required=True)
    add_debug_flag(parser)
    return parser.parse_args(argv)


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

import cv2
import torch.nn.functional as F

from stn_action.experiments.front_end.clips import Clips
from stn_action.experiments.front_end.inputs import (
    build_backbone,
    fold_members,
    load_front_end,
    sources_of,
)
from stn_action.experiments.part_views.cache import SIZE
from stn_action.experiments.part_views.methods import (
    LOWER,
    UPPER,
    Comparison,
    Result,
    compare,
    number_of,
    wholes,
)
from stn_action.experiments.part_views.networks import (
    RUNS,
    Networks,
    draw_of,
    motion,
)
from stn_action.experiments.part_views.pictures import part_sheet
from stn_action.experiments.part_views.study import TRAININGS, Study
from stn_action.experiments.part_views.tables import Report, costs

#: What is compared with every other way.
OURS = ['112 px and 2 selected', '192 px and 2 selected']


def study_of(args) -> Study:
    clips = Clips(
        osp.join(args.data_root, 'jhmdb_all.json'),
        args.videos or osp.join(args.data_root, 'videos'),
        args.frame_cache or osp.join(args.data_root, 'frames'),
    )
    return Study(
        clips,
        fold_members(args.data_root, clips),
        build_backbone(args.backbone_weights, args.amp),
        args.out,
        [load_front_end(path) for path in args.front_ends],
        args.seeds,
        lambda text: print(text, flush=True),
        args.tested_on,
    )


def write(args, title: str, text: str) -> None:
    print(text, flush=True)
    name = title.replace(',', '').replace(' ', '_')
    with open(osp.join(args.out, f'{name}.md'), 'w') as file:
        file.write(text)


def compare_views(args, study: Study, sources) -> None:
    """A table for every training and test."""
    for training, draws in TRAININGS.items():
        if not study.tests(training):
            continue
        logits = study.logits(training)
        first = study.tests(training)[0]
        choosing = [logits[name].nested for name in (first, *draws)]
        halves = [0, number_of(UPPER), number_of(LOWER)]
        joined = study.side_by_side(training, halves)
        for test in study.tests(training):
            comparison = Comparison(
                logits[test], study.labels, study.members, choosing
            )
            views = study.features(test)['views'][:, :, 0].float().mean(1)
            ways = compare(comparison, F.normalize(views, dim=1))
            name = '112 px and upper and lower half, one classifier'
            ways[name] = Result(joined[test], 112, 2)
            title = f'trained on {training} boxes, tested on {test}'
            report = Report(ways, study.labels, sources, study.clips_of(test))
            text = report.table(title) + selections(ways) + report.beside(OURS)
            write(args, title, text)


def selections(ways) -> str:
    """What was selected on each fold."""
    lines = [
        f'{name}: {result.chosen}'
        for name, result in ways.items()
        if isinstance(result.chosen, list)
    ]
    return '\n'.join(['', *lines, '']) + '\n'


def place_parts(args, study: Study, sources):
    """The localisation networks, trained on true boxes; places to be drawn."""
    logits, draws = study.logits('true'), TRAININGS['true']
    networks = Networks(
        [draw_of(study.features(name)) for name in draws],
        [logits[name] for name in draws],
        study.labels,
        study.members,
        study.classes,
    )
    tests = {n: draw_of(study.features(n)) for n in study.tests('true')}
    placed = {}
    for name in args.networks or RUNS:
        placed[name] = networks.run(RUNS[name], tests)
        print(f'{name}: trained', flush=True)
    for test in tests:
        comparison = Comparison(logits[test], study.labels, study.members)
        ways = wholes(comparison)
        for name, found in placed.items():
            ways[name] = Result(found[test].scores, SIZE, 2)
        title = f'two parts placed by a network, tested on {test} boxes'
        report = Report(ways, study.labels, sources, study.clips_of(test))
        places = {name: found[test].places for name, found in placed.items()}
        text = report.table(title) + motions(places)
        write(args, f'networks {test}', text)
    shown = [name for name in placed if RUNS[name].on_targets]
    return placed[shown[0]]['true'].places[0] if shown else None


def motions(placed) -> str:
    """How far each network goes."""
    lines = [
        '',
        '| network | way from the start | spread over clips |',
        '|---|---|---|',
    ]
    for name, places in placed.items():
        way, spread = motion(places)
        lines.append(f'| {name} | {way:.3f} | {spread:.3f} |')
    return '\n'.join(lines) + '\n'


def draw(args, study: Study, places) -> None:
    """The page of pictures."""
    logits = study.logits('true')
    choosing = [logits[n].nested for n in ('true', *TRAININGS['true'])]
    comparison = Comparison(
        logits['true'], study.labels, study.members, choosing
    )
    parts = comparison.selected(2).chosen
    sheet = part_sheet(study, logits['true'].test, parts, places)
    cv2.imwrite(osp.join(args.out, 'parts.png'), sheet[..., ::-1])


def run(args) -> None:
    study = study_of(args)
    sources = sources_of(study.clips)
    compare_views(args, study, sources)
    placed = args.networks is not None
    places = place_parts(args, study, sources) if placed else None
    draw(args, study, places)
    write(args, 'cost', costs(study.backbone))


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
