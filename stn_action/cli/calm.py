"""One progress bar a stage on the screen, everything else in a log file.

A training of MMEngine prints its config, its hooks and a line every few
steps, and the packages below it warn. All of that is worth keeping, and none
of it belongs on the screen of a tool that runs several trainings.

.. code-block:: python

    with CalmScreen('work_dirs/run/log.txt') as screen:
        runner = launch.build_train([...])      # its output: to the log
        with screen.bar('training the recogniser') as bar:
            watch(runner, bar)
            runner.train()
        screen.say('done')                      # on the screen

Import this module before the packages that print at import, and those
packages inside of the ``with``.
"""

import os
import sys
from contextlib import contextmanager
from typing import Callable, Iterator, Optional

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

#: Columns of a screen whose width is not known, such as a file.
_WIDTH = 79


class Bar:
    """One progress bar.

    Args:
        progress (Progress): Of rich.
        task (TaskID): Its bar.
    """

    def __init__(self, progress: Progress, task) -> None:
        self._progress, self._task = progress, task

    def total(self, steps: int) -> None:
        """The bar is full after so many steps, of which none is done."""
        self._progress.update(self._task, total=steps, completed=0)

    def step(self, steps: int = 1) -> None:
        """So many steps are done."""
        self._progress.advance(self._task, steps)

    def done(self) -> None:
        """All steps are done, however many there were."""
        total = self._progress.tasks[0].total or 1
        self._progress.update(self._task, total=total, completed=total)


class CalmScreen:
    """Sends what is printed to a log file, but for its own lines and bars.

    The file descriptors 1 and 2 are redirected, so that the output of worker
    processes and of C libraries goes to the file, too. Whoever replaced
    ``sys.stdout`` by something else keeps it.

    Args:
        log (str): The file; it is appended to.
        redirect (bool): False prints everything, as the tools below do.
    """

    def __init__(self, log: str, redirect: bool = True) -> None:
        self.log = os.path.abspath(log)
        self._redirect = redirect
        self._saved = ()
        self._console = Console(highlight=False, soft_wrap=True)

    def __enter__(self) -> 'CalmScreen':
        if not self._redirect:
            return self
        os.makedirs(os.path.dirname(self.log), exist_ok=True)
        _flush()
        self._saved = os.dup(1), os.dup(2)
        self._screen = os.fdopen(
            os.dup(1), 'w', encoding='utf-8', errors='backslashreplace'
        )
        terminal = self._screen.isatty()
        self._console = Console(
            file=self._screen,
            highlight=False,
            soft_wrap=True,
            width=None if terminal else _WIDTH,
        )
        file = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(file, 1)
        os.dup2(file, 2)
        os.close(file)
        return self

    def __exit__(self, *error) -> None:
        if not self._saved:
            return
        _flush()
        for saved, number in zip(self._saved, (1, 2)):
            os.dup2(saved, number)
            os.close(saved)
        self._saved = ()
        self._screen.close()

    def say(self, text: str) -> None:
        """Print a text on the screen."""
        self._console.print(text, markup=False)

    @contextmanager
    def bar(self, title: str) -> Iterator[Bar]:
        """A progress bar until the end of the ``with``.

        Without a terminal it is one line, when the work is done.
        """
        with Progress(
            TextColumn('{task.description:<42}', markup=False),
            BarColumn(bar_width=14),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            redirect_stdout=False,
            redirect_stderr=False,
        ) as progress:
            bar = Bar(progress, progress.add_task(title, total=None))
            yield bar
            bar.done()

    def run(self, work: Callable[['CalmScreen'], Optional[int]]):
        """Do the work; where it fails, tell of the log file on the screen."""
        with self:
            try:
                return work(self)
            except Exception:
                if self._saved:
                    self.say(f'what was printed until then: {self.log}')
                raise


def watch(runner, bar: Bar) -> None:
    """Let a bar follow the training or the test of a Runner.

    Args:
        runner (Runner): Of MMEngine, not yet run.
        bar (Bar): Gets a step for each training or test iteration. Those of
            validations are counted only if there is no training.
    """
    from mmengine.hooks import Hook

    class _Watch(Hook):
        def before_train(self, runner) -> None:
            bar.total(runner.max_iters)
            bar.step(runner.iter)  # of a training that is resumed

        def after_train_iter(self, *args, **kwargs) -> None:
            bar.step()

        def before_test(self, runner) -> None:
            bar.total(len(runner.test_dataloader))

        def after_test_iter(self, *args, **kwargs) -> None:
            bar.step()

    runner.register_hook(_Watch(), 'LOWEST')


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
