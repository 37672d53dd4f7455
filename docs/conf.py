"""Settings of the documentation site.

    python -m sphinx -W --keep-going -c docs . docs/_build/html

The source folder is the checkout itself: README, the configs' pages and these
ones are one site, and a link between two Markdown files is the same on a web
page of the repository and on the site.
"""

import os
import re
import sys
from pathlib import Path

# This checkout, whatever is installed.
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault('OMP_NUM_THREADS', '1')

project = 'stn_action'
author = 'The stn_action authors'
copyright = author
release = re.search(
    r"^__version__ = '([^']+)'",
    (ROOT / 'stn_action/__init__.py').read_text(),
    re.M,
).group(1)

root_doc = 'docs/index'
include_patterns = [
    '*.md',
    'configs/**/README.md',
    'docs/**.md',
    'docs/notebooks/*.ipynb',
    'tools/data/**README.md',
]
exclude_patterns = ['docs/_build', '**/.ipynb_checkpoints']

extensions = [
    'myst_nb',  # Markdown and notebooks
    'sphinx.ext.autodoc',
    'sphinx.ext.napoleon',  # Args, Returns, Raises
    'sphinx_copybutton',
]
myst_enable_extensions = ['attrs_inline', 'colon_fence']
myst_heading_anchors = 4
nb_execution_mode = 'off'  # tests/docs runs them; the results are in the files

# A module's page has what the module defines, in the order of its source.
autodoc_default_options = {
    'members': True,
    'member-order': 'bysource',
    'show-inheritance': True,
}
autodoc_typehints = 'none'  # the docstrings say more: shapes and ranges
napoleon_numpy_docstring = False
napoleon_use_ivar = True

# `Person` in a docstring is that of its own module; there are two.
suppress_warnings = ['ref.python']

html_theme = 'furo'
html_title = f'stn_action {release}'
html_show_sourcelink = False
html_static_path = ['_static']
html_css_files = ['site.css']
templates_path = []


def plain_stars(app, what, name, obj, options, lines) -> None:
    """Shapes such as (..., *size) are no emphasis."""
    for i, line in enumerate(lines):
        parts = line.split('``')
        parts[::2] = [
            re.sub(r'(?<![*\\])\*(?=\w)', r'\\*', part) for part in parts[::2]
        ]
        lines[i] = '``'.join(parts)


def setup(app) -> None:
    app.connect('autodoc-process-docstring', plain_stars, priority=900)
