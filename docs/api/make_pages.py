"""Writes the API pages: one for each package, all of its modules on it.

    python docs/api/make_pages.py

A test compares the pages with the modules that are there.
"""

from pathlib import Path

API = Path(__file__).resolve().parent
PACKAGE = API.parent.parent / 'stn_action'

#: Packages in the order of the site, and what each is for.
PACKAGES = {
    'conventions': 'The geometry convention',
    'transformer': 'The spatial transformer; PyTorch alone',
    'models': "Recognisers and losses in MMAction2's registries",
    'tubes': 'Boxes over time',
    'datasets': 'Data sets and steps of a pipeline',
    'engine': 'Optimiser, hooks, resuming',
    'evaluation': 'Metrics',
    'formats': 'Files of boxes',
    'video': 'Frames',
    'detection': 'People in frames',
    'apis': 'Inference',
    'visualization': 'Drawing',
    'deployment': 'Export',
    'doctor': 'What is installed',
    'compat': 'Repairs of other packages',
}


def modules(name: str) -> list:
    """Dotted names of a package's public modules, itself first."""
    if (PACKAGE / f'{name}.py').is_file():
        return [f'stn_action.{name}']
    found = []
    for path in sorted((PACKAGE / name).rglob('*.py')):
        parts = path.relative_to(PACKAGE.parent).with_suffix('').parts
        if path.name == '__init__.py':
            continue
        found.append('.'.join(parts))
    return [f'stn_action.{name}', *found]


def page(name: str) -> str:
    lines = [f'# `stn_action.{name}`: {PACKAGES[name]}', '']
    package, *inner = modules(name)
    # What a package passes on is documented where it is defined.
    lines += [_auto(package, members=not inner)]
    for module in inner:
        lines += ['', f'## `{module}`', '', _auto(module)]
    return '\n'.join(lines) + '\n'


def _auto(module: str, members: bool = True) -> str:
    option = '' if members else '   :no-members:\n'
    return f'```{{eval-rst}}\n.. automodule:: {module}\n{option}```'


def index() -> str:
    rows = '\n'.join(
        f'| [`stn_action.{name}`]({name}.md) | {what} |'
        for name, what in PACKAGES.items()
    )
    names = '\n'.join(PACKAGES)
    return (
        '# API reference\n\nFrom the docstrings. What is registered in '
        "MMAction2's registries is named in a config by its class name.\n\n"
        f'| package | what it is |\n|---|---|\n{rows}\n\n'
        f'```{{toctree}}\n:hidden:\n\n{names}\n```\n'
    )


def pages() -> dict:
    """File names and what they hold."""
    return {
        'index.md': index(),
        **{f'{name}.md': page(name) for name in PACKAGES},
    }


if __name__ == '__main__':
    for name, text in pages().items():
        (API / name).write_text(text)
