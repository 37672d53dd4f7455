"""``--help`` of every tool: what it is for, an example, and at once."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = sorted(
    str(path.relative_to(ROOT)) for path in (ROOT / 'tools').rglob('*.py')
)
# Seconds to import, and of no use to --help.
SLOW = ('mmaction', 'torchvision', 'sklearn', 'matplotlib', 'timm', 'scipy')
# Each tool in a process of its own, forked from one that has imported nothing
# slow: what it prints, and which slow modules it has then imported.
ASK = """
import contextlib, io, json, os, runpy, sys
slow, tools = json.loads(sys.argv[1])
for tool in tools:
    if os.fork():
        os.wait()
        continue
    out, err = io.StringIO(), io.StringIO()
    sys.argv = [tool, '--help']
    code = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            runpy.run_path(tool, run_name='__main__')
        except SystemExit as end:
            code = end.code
    found = [name for name in slow if name in sys.modules]
    line = json.dumps([tool, code, out.getvalue(), err.getvalue(), found])
    os.write(1, (line + '\\n').encode())
    os._exit(0)
"""


@pytest.fixture(scope='module')
def answers():
    result = subprocess.run(
        [sys.executable, '-c', ASK, json.dumps([SLOW, TOOLS])],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    lines = map(json.loads, result.stdout.splitlines())
    return {tool: answer for tool, *answer in lines}


@pytest.mark.parametrize('tool', TOOLS)
def test_help_says_what_it_is_for_shows_an_example_and_is_quick(tool, answers):
    code, text, errors, slow = answers[tool]
    assert code == 0
    assert slow == [], 'imported before it answers'
    assert errors == ''
    purpose = ast.get_docstring(ast.parse((ROOT / tool).read_text()))
    about = text.partition('\n\n')[2]
    assert about.startswith(purpose.splitlines()[0])
    # whole lines: an example that argparse has filled cannot be copied
    lines = [line.strip() for line in text.splitlines()]
    examples = [line for line in lines if line.startswith(f'python {tool} ')]
    assert examples
    # a backslash in a docstring that is not raw joins the lines
    assert not any('   ' in example for example in examples)
