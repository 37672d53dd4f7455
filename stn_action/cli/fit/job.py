"""The stages of tools/fit.py, in their order."""

import os
import shlex
from typing import List, Optional

from mmengine.config import Config

from ...formats.output_files import check_output
from ...registration import register_all_modules
from ..calm import CalmScreen
from . import configs, cost, data, front_end, training
from .progress_file import ProgressFile
from .verdict import Variant, choose, table

#: Options that change a result; another value needs another work dir.
_SETTINGS = (
    'videos',
    'labels',
    'classes',
    'boxes',
    'backbone',
    'checkpoint',
    'backbone_weights',
    'front_end',
    'detector',
    'detector_options',
    'stride',
    'max_persons',
    'min_motion',
    'val_share',
    'group_by',
    'epochs',
    'iters',
    'seed',
)


class Job:
    """From videos to the tested variants.

    Args:
        args (argparse.Namespace): Of tools/fit.py.
        screen (CalmScreen): Entered.
    """

    def __init__(self, args, screen: CalmScreen) -> None:
        register_all_modules()
        self.args, self.screen = args, screen
        front_end.check_choice(args.front_end)
        data.check_boxes(args.boxes)
        configs.check_backbone(args)
        path = os.path.join(args.work_dir, 'fit.json')
        settings = {name: getattr(args, name) for name in _SETTINGS}
        self.progress = ProgressFile(path, settings)
        self.classes, self.labels, self.names = data.find_labels(args)

    def plan(self) -> str:
        """What a run would do, without doing any of it."""
        done = self.progress.results
        lines = [
            f'{len(self.names)} videos of {len(self.classes)} classes: '
            f'{", ".join(self.classes[:8])}'
            f'{", ..." if len(self.classes) > 8 else ""}'
        ]
        people = f'boxes of {self.args.boxes}'
        if not self.args.boxes:
            people = f'look for people ({self.args.detector})'
        trained = self.args.front_end == 'train'
        stages = [
            ('data', f'{people}, split the videos'),
            ('refocus', 'train the localisation network' if trained else None),
            ('recognizer', 'train the recogniser'),
            (
                'equal',
                'train it on crops at which it costs as much as with STN',
            ),
            ('tests', 'test it without STN, with STN, and at equal cost'),
        ]
        for stage, text in stages:
            if text:
                lines.append(f'{"done" if stage in done else "to do":6}{text}')
        return '\n'.join(lines)

    def run(self) -> List[Variant]:
        """All stages that are not done yet; the variants, plain first.

        Raises:
            FileExistsError: The work dir holds files that this job did not
                write.
        """
        self._claim()
        once = self.progress.once
        counts = once('data', self._prepare_data)
        self.screen.say(
            f'{counts["train"]} clips of {counts["videos"][0]} videos for '
            f'training, {counts["val"]} of {counts["videos"][1]} to test on'
        )
        plain = configs.recognizer(
            self.args, len(counts['classes']), counts['train']
        )
        self._write(plain, 'recognizer')
        network = self._localisation_network(configs.input_size(plain))
        first = once('recognizer', lambda: self._train(plain, 'recognizer'))
        second = configs.with_front_end(plain, network)
        self._write(second, 'front_end')
        costs = once('costs', lambda: self._costs(plain, second))
        names = [('recognizer', first), ('front_end', first)]
        if costs['size'] is not None:
            third = configs.resized(plain, costs['size'])
            self._write(third, 'equal_cost')
            names.append(
                (
                    'equal_cost',
                    once('equal', lambda: self._train(third, 'equal_cost')),
                )
            )
        tests = once('tests', lambda: self._test(names))
        return self._variants(names, costs, tests)

    def _claim(self) -> None:
        """Make sure that nothing of somebody else is replaced or used."""
        if not os.path.isfile(self.progress.path):
            data_files = (
                os.path.join(self.args.work_dir, 'data', f'{name}.json')
                for name in ('train', 'val')
            )
            configs_written = map(
                self._config, ('recognizer', 'front_end', 'refocus')
            )
            for path in (*data_files, *configs_written):
                check_output(path)
        self.progress.begin()

    def _prepare_data(self) -> dict:
        args = self.args
        configs.check_weights(args)
        if args.boxes:
            entries = data.given_people(args, self.labels)
        else:
            entries = data.find_people(
                args, self.names, self.labels, self.screen
            )
        for line in (
            data.left_out(self.names, entries),
            None if args.boxes else data.short_tubes(entries, args),
        ):
            if line:
                self.screen.say(line)
        folder = os.path.join(args.work_dir, 'data')
        return data.write_sides(args, self.classes, entries, folder)

    def _localisation_network(self, size: int) -> Optional[str]:
        """The path of its checkpoint; None is the released one."""
        choice = self.args.front_end
        if choice != 'train':
            return None if choice == 'released' else os.path.abspath(choice)
        cfg = configs.refocuser(self.args, size)
        self._write(cfg, 'refocus')
        return self.progress.once(
            'refocus',
            lambda: training.train(
                self._config('refocus'),
                self._folder('refocus'),
                self.args.seed,
                'training the localisation network',
                self.screen,
            ),
        )

    def _train(self, cfg: Config, name: str) -> str:
        size = configs.input_size(cfg)
        return training.train(
            self._config(name),
            self._folder(name),
            self.args.seed,
            f'training the recogniser at {size} px',
            self.screen,
        )

    def _costs(self, plain: Config, with_stn: Config) -> dict:
        budget = cost.operations(with_stn)
        found = dict(
            recognizer=cost.operations(plain),
            front_end=budget,
            size=cost.equal_cost_size(
                plain, configs.input_size(plain), budget, configs.resized
            ),
        )
        if found['size'] is None:
            self.screen.say(
                'This backbone takes one input size only: there is no rival '
                'of equal cost.'
            )
        else:
            found['equal_cost'] = cost.operations(
                configs.resized(plain, found['size'])
            )
        return found

    def _test(self, names) -> dict:
        return {
            name: training.test(
                self._config(name),
                checkpoint,
                self._folder(name),
                f'testing {_TITLES[name]}',
                self.screen,
            )
            for name, checkpoint in names
        }

    def _variants(self, names, costs: dict, tests: dict) -> List[Variant]:
        titles = dict(_TITLES)
        titles['equal_cost'] = f'equal cost, {costs["size"]} px, without STN'
        return [
            Variant(
                titles[name],
                self._config(name),
                checkpoint,
                costs[name],
                tests[name]['top1'],
                tests[name]['right'],
            )
            for name, checkpoint in names
        ]

    def _config(self, name: str) -> str:
        return os.path.join(self.args.work_dir, 'configs', f'{name}.py')

    def _folder(self, name: str) -> str:
        return os.path.join(self.args.work_dir, name)

    def _write(self, cfg: Config, name: str) -> Optional[str]:
        """Write a config, unless an earlier run did: it may be edited."""
        path = self._config(name)
        return path if os.path.isfile(path) else configs.write(cfg, path)


#: With fewer clips to test on, a difference of 10 % is chance.
_ENOUGH = 50
_FEW = 'So few clips show large differences alone; more videos tell more.'
_TITLES = dict(
    recognizer='without STN',
    front_end='with STN',
    equal_cost='at equal cost, without STN',
)


def summary(variants: List[Variant], args) -> str:
    """The table, the variant to take, and what to do with it.

    Args:
        variants (list[Variant]): The one without an STN first.
        args: Of the tool.
    """
    plain, *others = variants
    best, why = choose(plain, others)
    return '\n'.join(
        [
            table(plain, others),
            f'Take "{best.name}": {why}.',
            *([_FEW] if len(plain.right) < _ENOUGH else []),
            '',
            f'  config      {best.config}',
            f'  checkpoint  {best.checkpoint}',
            '',
            'To recognise other videos with it:',
            f'  {infer_command(best, args)}',
        ]
    )


def infer_command(variant: Variant, args) -> str:
    """Recognise other videos, with people found as here."""
    options = ['--detector', args.detector]
    if args.detector_options:
        options.append('--detector-options')
        options += [f'{k}={v}' for k, v in args.detector_options.items()]
    options += ['--det-interval', str(args.stride)]
    options += ['--max-persons', str(args.max_persons)]
    if args.min_motion:
        options += ['--min-motion', f'{args.min_motion:g}']
    command = ['python', 'tools/infer.py', variant.config, variant.checkpoint]
    outputs = ['--out', 'result.json', '--vid-out-dir', 'annotated']
    return shlex.join([*command, 'VIDEOS', *options, *outputs])
