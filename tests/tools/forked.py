"""Runs tools in processes forked from one that has imported what is slow."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ASK = """
import contextlib, io, json, os, runpy, sys, traceback, warnings
warnings.simplefilter('ignore')
root = sys.argv[1]
import stn_action, torch
stn_action.register_all_modules()
import stn_action.cli.launch, stn_action.apis, stn_action.detection
torch.set_num_threads(1)
os.environ['LOCAL_RANK'] = '0'
for case in json.loads(sys.stdin.read()):
    if os.fork():
        os.wait()
        continue
    tool, argv = case
    sys.argv = [tool, *argv]
    out, code = io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            runpy.run_path(f'{root}/tools/{tool}', run_name='__main__')
        except SystemExit as end:
            code = end.code
            if isinstance(code, str):  # as Python does
                print(code, file=sys.stderr)
                code = 1
        except BaseException:
            traceback.print_exc()
            code = -1
    with open('answers.jsonl', 'a') as file:
        file.write(json.dumps([*case, code, out.getvalue()]) + chr(10))
    os._exit(0)
"""


def run_forked(folder, cases) -> dict:
    """Run tools one after the other in a folder.

    Args:
        folder (Path): The working directory.
        cases (list[tuple]): Tool below ``tools``, and its arguments.

    Returns:
        dict: ``(tool, *arguments)`` to the exit code (-1 for a traceback) and
        what was printed.
    """
    done = subprocess.run(
        [sys.executable, '-c', ASK, str(ROOT)],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, 'PYTHONPATH': str(ROOT)},
    )
    lines = (folder / 'answers.jsonl').read_text().splitlines()
    assert len(lines) == len(cases), done.stderr[-2000:]
    return {
        (tool, *argv): (code, text)
        for tool, argv, code, text in map(json.loads, lines)
    }
