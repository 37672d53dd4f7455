"""Runs a script as where nothing but ``pip install stn_action`` was done.

    python tests/plain_installation.py SCRIPT [ARGUMENT ...]

Modules of installed distributions that the project's own requirements do not
bring, by themselves or by their requirements, are not found: those of its
extras, and what else happens to be installed. (Their metadata is.)
"""

import os.path as osp
import runpy
import sys
from importlib.machinery import PathFinder
from importlib.metadata import (
    PackageNotFoundError,
    distribution,
    distributions,
)
from typing import Set

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def brought_by(name: str, extra: str = '') -> Set[str]:
    """Installed distributions that ``pip install name[extra]`` asks for."""
    done, todo = set(), [(canonicalize_name(name), extra)]
    while todo:
        name, extra = todo.pop()
        if (name, extra) in done:
            continue
        try:
            requirements = distribution(name).requires or ()
        except PackageNotFoundError:  # of another platform, or of an extra
            continue
        done.add((name, extra))
        for requirement in map(Requirement, requirements):
            marker = requirement.marker
            if marker is None or marker.evaluate(dict(extra=extra)):
                todo += [
                    (canonicalize_name(requirement.name), wanted)
                    for wanted in ('', *requirement.extras)
                ]
    return {name for name, _ in done}


def modules(dist) -> Set[str]:
    """Names that the files of a distribution can be imported by."""
    tops = {file.parts[0].partition('.')[0] for file in dist.files or ()}
    return {top for top in tops if top.isidentifier()}


def hidden_modules(name: str = 'stn_action') -> Set[str]:
    """Modules that ``pip install name`` does not bring."""
    plain, kept, hidden = brought_by(name), set(), set()
    for dist in distributions():
        bring = canonicalize_name(dist.metadata['Name']) in plain
        (kept if bring else hidden).update(modules(dist))
    return hidden - kept


def hide(names: Set[str]) -> None:
    """Let the import system look for ``names`` in vain."""

    class Finder(PathFinder):
        @classmethod
        def find_spec(cls, fullname, path=None, target=None):
            if fullname.partition('.')[0] not in names:
                return super().find_spec(fullname, path, target)

    sys.meta_path = [
        Finder if finder is PathFinder else finder for finder in sys.meta_path
    ]


if __name__ == '__main__':
    hide(hidden_modules())
    del sys.argv[0]
    sys.path[0] = osp.dirname(sys.argv[0])
    runpy.run_path(sys.argv[0], run_name='__main__')
