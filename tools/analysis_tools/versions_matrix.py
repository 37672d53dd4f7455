r"""Run the tests at the lowest and the newest versions of what is required.

    python tools/analysis_tools/versions_matrix.py --out work_dirs/versions
    python tools/analysis_tools/versions_matrix.py --out work_dirs/versions \
        --python 3.9 --resolution lowest-direct -- tests/transformer

For each Python that is there and each resolution (lowest-direct: the bounds of
setup.py; highest: the newest that fit) uv makes a fresh environment below
--out, installs the project with its tests and runs pytest with what follows
"--". Prints a table in Markdown, also when a run fails; the exit code is then
1. Needs uv: pip install uv.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from stn_action.cli.errors import add_debug_flag, run_tool

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = ('3.9', '3.10', '3.11', '3.12', '3.13')
RESOLUTIONS = ('lowest-direct', 'highest')
SHOWN = ('torch', 'numpy', 'opencv-python', 'scipy', 'matplotlib')


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--out', required=True, help='folder to work in')
    parser.add_argument(
        '--python',
        nargs='+',
        default=PYTHONS,
        help='versions (default: 3.9 to 3.13; one that is missing is said)',
    )
    parser.add_argument(
        '--resolution', nargs='+', choices=RESOLUTIONS, default=RESOLUTIONS
    )
    parser.add_argument(
        '--keep', action='store_true', help='keep the environments'
    )
    parser.add_argument(
        'tests', nargs='*', help='for pytest (default: the whole suite)'
    )
    add_debug_flag(parser)
    args = parser.parse_args(argv)
    if not shutil.which('uv'):
        parser.error('uv is not there: pip install uv')
    return args


def run(args) -> int:
    """The number of runs that did not pass."""
    rows = [
        run_one(version, resolution, args)
        for version in args.python
        for resolution in args.resolution
    ]
    print(table(rows))
    return sum(not row['result'].startswith('passed') for row in rows)


def run_one(version: str, resolution: str, args) -> dict:
    """One environment: what was installed, and how the tests ended."""
    row = dict(python=version, resolution=resolution, versions={})
    folder = Path(args.out).resolve() / f'{version}-{resolution}'
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    log = folder / 'log.txt'
    env = {key: os.environ[key] for key in os.environ if key != 'PYTHONPATH'}
    env['VIRTUAL_ENV'] = str(folder / 'venv')
    python = str(folder / 'venv/bin/python')
    install = ['uv', 'pip', 'install', '--resolution', resolution]
    steps = (
        ('no such Python', ['uv', 'venv', '--no-python-downloads', '-p',
                            version, str(folder / 'venv')]),
        ('not installed', [*install, '-e', f'{ROOT}[test]']),
        # opencv-python is the same module without the HOG detector, and uv
        # may have written it last.
        ('not installed', [*install, '--reinstall-package',
                           'opencv-contrib-python', '-e', f'{ROOT}[test]']),
        ('failed', [python, '-m', 'pytest', *args.tests]),
    )  # fmt: skip
    ended = 'passed'
    for failure, command in steps:
        print(f'{version} {resolution}: {command[0]} ...', file=sys.stderr)
        with open(log, 'a') as file:
            code = subprocess.run(
                command, cwd=ROOT, env=env, stdout=file, stderr=file
            ).returncode
        if code:
            ended = failure
            break
    row['result'] = f'{ended}{counts(log.read_text(errors="replace"))}'
    if Path(python).exists():  # or uv would list those of another environment
        row['versions'] = versions(env)
    if not args.keep:
        shutil.rmtree(folder / 'venv', ignore_errors=True)
    return row


def versions(env: dict) -> dict:
    """Installed versions by name."""
    listed = subprocess.run(
        ['uv', 'pip', 'list', '--format', 'freeze'],
        env=env,
        capture_output=True,
        text=True,
    )
    return dict(re.findall(r'^([\w.-]+)==(\S+)$', listed.stdout, re.M))


def counts(text: str) -> str:
    """What pytest's last line counts, or nothing."""
    found = re.findall(r'^[= ]*(\d+ (?:passed|failed)[^=\n]*)', text, re.M)
    return f': {found[-1].strip()}' if found else ''


def table(rows: list) -> str:
    lines = [
        f'| Python | resolution | {" | ".join(SHOWN)} | tests |',
        '|---' * (len(SHOWN) + 3) + '|',
    ]
    for row in rows:
        cells = [row['versions'].get(name, '') for name in SHOWN]
        lines.append(
            f'| {row["python"]} | {row["resolution"]} | {" | ".join(cells)} '
            f'| {row["result"]} |'
        )
    return '\n'.join(lines)


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
