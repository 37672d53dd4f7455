"""Damage annotation files at random, and see what the readers make of them.

    python tools/analysis_tools/fuzz_readers.py --cases 10000 --seed 0

Small whole files of each format are written as programs write them, damaged
(fields, lines, bytes, encodings) and read. A reader may refuse a file with one
line that names it, or accept it; then each box must be in the file as a
second, naive reader sees it, each missing box must be counted, training must
accept what is written, and no writer may leave its folder. Each case that is
not right is printed with its seed: --only KIND --seed S --cases 1 repeats it.
"""

import argparse
import collections
import tempfile
import time

from stn_action.cli.errors import add_debug_flag, run_tool


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--cases', type=int, default=1000, help='(1000)')
    parser.add_argument(
        '--seed', type=int, default=0, help='of the first case'
    )
    parser.add_argument('--only', nargs='+', metavar='KIND', help='of files')
    parser.add_argument(
        '--limit', type=float, default=30, help='seconds of one case (30)'
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


def fuzz(kinds, cases: int, seed: int, limit: float, folder: str):
    """``{kind: {outcome: cases}}``, and a line for each that is not right."""
    from stn_action.formats.fuzzing.judge import describe, run_case

    table, lines = collections.defaultdict(collections.Counter), []
    for number in range(cases):
        kind = kinds[number % len(kinds)]
        case = seed + number // len(kinds)
        verdict = run_case(kind, case, folder, limit)
        table[kind][verdict.outcome] += 1
        line = describe(verdict, kind, case)
        lines += [line] if line else []
    return table, lines


def run(args) -> int:
    """The number of cases that are not right."""
    from stn_action.formats.fuzzing import KINDS, OUTCOMES

    kinds = args.only or KINDS
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise ValueError(
            f'--only {unknown[0]}: expected some of {", ".join(KINDS)}.'
        )
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        work = f'{folder}/case'
        table, lines = fuzz(kinds, args.cases, args.seed, args.limit, work)
    for line in lines:
        print(line)
    print('kind'.ljust(14), *(o.rjust(9) for o in OUTCOMES))
    for kind, counts in table.items():
        print(kind.ljust(14), *(str(counts[o]).rjust(9) for o in OUTCOMES))
    seconds = time.monotonic() - start
    print(
        f'{args.cases} cases, seeds from {args.seed}: {len(lines)} not right; '
        f'{seconds:.0f} s'
    )
    return len(lines)


def main(argv=None):
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
