"""Ends a command-line tool with one line for an error, and an exit code.

A tool parses its arguments, and gives the work to :func:`run_tool`:

.. code-block:: python

    def parse_args(argv=None):
        parser = argparse.ArgumentParser(...)
        add_debug_flag(parser)
        return parser.parse_args(argv)

    def run(args) -> int:  # how many items an error left out; None is none
        left_out = 0
        for name in names:
            try:
                ...
            except Exception as error:  # stops one item, not the run
                report_item(name, error, args.debug)
                left_out += 1
        return left_out

    def main(argv=None):
        run_tool(run, parse_args(argv))

Exit codes: 0; 1 where the tool failed or left something out through an error;
130 after Ctrl-C.
"""

import argparse
import sys
import traceback
from typing import Callable, Optional

#: Errors that say what is wrong with the input. Any other is a fault of the
#: tool, or comes from a library, and its message needs its type to be read.
_PLAIN = (ValueError, OSError, ImportError)


def add_debug_flag(parser: argparse.ArgumentParser) -> None:
    """Give the tool ``--debug``."""
    parser.add_argument(
        '--debug',
        action='store_true',
        help='show the traceback of an error, not one line',
    )


def one_line(error: BaseException) -> str:
    """The message of an error on one line, with its type where needed."""
    text = str(error)
    if isinstance(error, OSError) and error.strerror and error.filename:
        text = f'{error.filename}: {error.strerror}'
    text = ' '.join(text.split())
    if isinstance(error, _PLAIN) and text:
        return text
    kind = type(error).__name__
    return f'{kind}: {text}' if text else kind


def report_item(name: str, error: BaseException, debug: bool = False) -> None:
    """Tell on standard error that one item is left out, and why."""
    if debug:
        traceback.print_exception(error)
    line = one_line(error)
    if name and name not in line:
        line = f'{name}: {line}'
    print(f'left out: {line}', file=sys.stderr, flush=True)


def run_tool(
    run: Callable[[argparse.Namespace], Optional[int]],
    args: argparse.Namespace,
) -> None:
    """Do the work of a tool.

    Args:
        run: Takes the arguments; gives the number of items that an error
            left out, or None.
        args: Arguments, with ``debug`` from :func:`add_debug_flag`.

    Raises:
        SystemExit: The work failed (the message is one line, the code 1),
            something was left out (code 1), or the user stopped it (130).
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, 'reconfigure'):  # not one of a notebook or a test
            # names of files that this terminal has no letters for
            stream.reconfigure(errors='backslashreplace')
    try:
        left_out = run(args)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        if getattr(args, 'debug', False):
            raise
        raise SystemExit(one_line(error)) from None
    if left_out:
        raise SystemExit(1)
