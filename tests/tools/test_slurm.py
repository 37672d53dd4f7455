"""The Slurm scripts, with an ``srun`` that only writes down what it gets."""

import os
import shutil
import subprocess
from pathlib import Path

import mmaction
import pytest

ROOT = Path(__file__).resolve().parents[2]
MMACTION_TOOLS = Path(mmaction.__file__).parent / '.mim/tools'


def srun_arguments(script: Path, folder: Path, *argv) -> list:
    fake = folder / 'srun'
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    fake.chmod(0o755)
    done = subprocess.run(
        [shutil.which('bash'), script, *argv],
        env={
            **os.environ,
            'PATH': f'{folder}{os.pathsep}{os.environ["PATH"]}',
            'GPUS': '16',
            'CPUS_PER_TASK': '3',
            'SRUN_ARGS': '--time=9 --qos=low',
        },
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.replace(str(script.parent), 'tools').splitlines()


@pytest.mark.parametrize(
    'name, files', [('train', ['c.py']), ('test', ['c.py', 'c.pth'])]
)
def test_srun_gets_what_mmaction2_gives_it(name, files, tmp_path):
    """But for the launcher's two words, and the blank in an option, which
    MMAction2 splits."""
    argv = ['part', 'job', *files, '--cfg-options', 'a=1', 'b=[1,2]']
    script = f'slurm_{name}.sh'
    ours = srun_arguments(ROOT / 'tools' / script, tmp_path, *argv)
    theirs = srun_arguments(MMACTION_TOOLS / script, tmp_path, *argv)
    at = ours.index('--launcher')
    assert ours[at : at + 2] == ['--launcher', 'slurm']
    ours[at : at + 2] = ['--launcher=slurm']
    assert ours == theirs
    spaced = srun_arguments(
        ROOT / 'tools' / script, tmp_path, *argv, 'c="[1, 2]"'
    )
    assert spaced[-1] == 'c="[1, 2]"'
