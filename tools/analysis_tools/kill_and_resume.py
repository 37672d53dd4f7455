r"""Kill a training at random times, resume it, compare with one not killed.

    python tools/analysis_tools/kill_and_resume.py CONFIG --kills 20 \
        [--seed S] [--work-dir DIR] [--cfg-options KEY=VALUE ...]

A kill is SIGKILL, at a moment that is drawn: after some time of training,
while a checkpoint is written, or during a validation. After each the training
is resumed; one that reaches its end is compared with the training that was
not killed, tensor by tensor, and a new one begins. Take a training of a minute
or less, with checkpoints and validations. Exit code 1: a state was corrupt.
"""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from stn_action.cli.errors import add_debug_flag, run_tool

MOMENTS = ('training', 'writing', 'validation')
#: Seconds after which a training that shows nothing has hung.
PATIENCE = 600


def parse_args(argv=None) -> argparse.Namespace:
    from mmengine.config import DictAction

    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('config', help='config file of a short training')
    parser.add_argument('--kills', type=int, default=20)
    parser.add_argument('--seed', type=int, default=0, help='of the moments')
    parser.add_argument('--work-dir', default='work_dirs/kill_and_resume')
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    add_debug_flag(parser)
    known, _ = parser.parse_known_args(argv)
    # Handed on as they were written.
    words = list(sys.argv[1:] if argv is None else argv)
    known.words = []
    if '--cfg-options' in words:
        rest = words[words.index('--cfg-options') :]
        end = next(
            (i for i, w in enumerate(rest[1:], 1) if w[:2] == '--'), None
        )
        known.words = rest[:end]
    return known


if __name__ == '__main__':
    parse_args()  # --help and mistakes answer before the slow imports

import torch

from stn_action.engine.resume.atomic_backend import PREFIX
from stn_action.engine.resume.whole_checkpoint import why_unusable


class Training:
    """One process of ``tools/train.py``, whose log is followed."""

    def __init__(self, args: argparse.Namespace, folder: Path) -> None:
        tool = Path(__file__).resolve().parents[1] / 'train.py'
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, tool, args.config, '--work-dir', folder]
            + ['--resume', '--seed', '0', *args.words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors='replace',
        )
        self.lines: list = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line)

    def running(self) -> bool:
        return self.process.poll() is None

    def said(self, text: str) -> bool:
        return any(text in line for line in self.lines)

    def writes(self) -> bool:
        return any(self.folder.glob(f'{PREFIX}*'))

    def wait_for(self, is_there) -> None:
        """Until something holds, or the process ends."""
        start = time.time()
        while self.running() and not is_there():
            if time.time() - start > PATIENCE:
                self.process.kill()
                raise RuntimeError('the training hangs')
            time.sleep(0.0005)

    def kill(self) -> bool:
        """Whether it was still running."""
        killed = self.running()
        if killed:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join()
        return killed and self.process.returncode == -signal.SIGKILL


def kill_once(training: Training, rng: random.Random, seconds: float) -> str:
    """Kill at a moment that is drawn; '' where it ended before."""
    moment = rng.choice(MOMENTS)
    delay = rng.uniform(0, seconds)
    training.wait_for(lambda: training.said('Checkpoints will be saved'))
    if moment == 'training':
        end = time.time() + delay
        training.wait_for(lambda: time.time() > end)
    elif moment == 'writing':
        training.wait_for(training.writes)
    else:
        training.wait_for(lambda: training.said('(val)'))
    return moment if training.kill() else ''


def differences(ours: Path, theirs: Path) -> list:
    """The differences between the last checkpoints of two folders."""
    states = []
    for folder in (ours, theirs):
        last = (folder / 'last_checkpoint').read_text()
        states.append(torch.load(last, weights_only=True, map_location='cpu'))
    keys = ('state_dict', 'optimizer', 'param_schedulers')
    found = [key for key in keys if not _same(*(s[key] for s in states))]
    best = [{p.name for p in f.glob('best_*')} for f in (ours, theirs)]
    if best[0] != best[1]:
        found.append(f'best checkpoints {sorted(best[0] ^ best[1])}')
    return found


def _same(one, other) -> bool:
    if torch.is_tensor(one):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            _same(one[key], other[key]) for key in one
        )
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other


def finish(training: Training) -> None:
    training.wait_for(lambda: False)
    training.process.wait()
    training.reader.join()
    if training.process.returncode:
        raise RuntimeError(
            f'the training failed: {"".join(training.lines[-3:])}'
        )


def run(args: argparse.Namespace) -> int:
    root = Path(args.work_dir)
    whole, folder = root / 'whole', root / 'killed'
    for path in (whole, folder):
        if path.exists():
            raise FileExistsError(
                f'{path}: there already, and each run begins anew; remove it, '
                'or give another --work-dir'
            )
    start = time.time()
    finish(Training(args, whole))
    seconds = time.time() - start
    print(f'not killed: {seconds:.0f} s', flush=True)
    rng = random.Random(args.seed)
    tally = dict.fromkeys((*MOMENTS, 'compared', 'corrupt', 'fell back'), 0)
    while sum(tally[moment] for moment in MOMENTS) < args.kills:
        training = Training(args, folder)
        moment = kill_once(training, rng, seconds / 2)
        tally['fell back'] += training.said('falling back')
        if moment:
            tally[moment] += 1
            broken = [p.name for p in folder.glob('*.pth') if _is_broken(p)]
            tally['corrupt'] += bool(broken)
            print(f'killed in {moment} {broken or ""}', flush=True)
            continue
        finish(training)
        _compare(folder, whole, tally)
    finish(Training(args, folder))
    _compare(folder, whole, tally)
    print(f'seed {args.seed}: {tally}')
    return tally['corrupt']


def _is_broken(path: Path) -> bool:
    return bool(why_unusable(str(path), needed=('meta', 'state_dict')))


def _compare(folder: Path, whole: Path, tally: dict) -> None:
    found = differences(folder, whole)
    print(f'at its end: {found or "bit by bit the same"}', flush=True)
    tally['compared'] += 1
    tally['corrupt'] += bool(found)
    shutil.rmtree(folder)


if __name__ == '__main__':
    run_tool(run, parse_args())
