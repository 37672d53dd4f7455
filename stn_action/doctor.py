"""What is installed here, what is missing, and what that would give.

    python -m stn_action.doctor

Prints versions, video decoders and how far to trust them, bfloat16, GPUs, and
the optional parts. The exit status is 1 if something that is needed is
missing or broken.
"""

import argparse
import importlib
import importlib.metadata
import platform
import sys
import warnings
from typing import List, Optional, Tuple

#: Distribution and module of what every use needs.
NEEDED = (
    ('torch', 'torch'),
    ('torchvision', 'torchvision'),
    ('mmengine', 'mmengine'),
    ('mmaction2', 'mmaction'),
    ('numpy', 'numpy'),
    ('opencv-python', 'cv2'),
    ('scipy', 'scipy'),
    ('scikit-learn', 'sklearn'),
    ('matplotlib', 'matplotlib'),
    ('jinja2', 'jinja2'),
)
MMCV = ('mmcv', 'mmcv-lite')

#: Module, what it is good for and where not to trust it.
DECODERS = (
    (
        'decord',
        "MMAction2's default. H.264, HEVC, VP9 and MJPEG: right. MPEG-1, -2 "
        'and -4 with B-frames: other frames than asked for; some damaged '
        'files end the process',
    ),
    (
        'av',
        'PyAV, decodes from first to last: right for all that were tried; '
        'slower when few frames are wanted',
    ),
    (
        'cv2',
        'OpenCV: MPEG-1, -2 and many JHMDB files give other frames than '
        'asked for',
    ),
)

#: Module, extra of setup.py, what it gives.
OPTIONAL = (
    ('trackers', 'detect', 'people followed through videos'),
    ('supervision', 'detect', 'tracks of people (with trackers)'),
    ('pebble', 'detect', 'decoders that crash do not end a search'),
    ('defusedxml', 'detect', "CVAT's XML is read"),
    ('timm', 'timm', 'backbones timm.NAME, the recipes of JHMDB'),
    ('mmpretrain', 'mmpretrain', 'backbones mmpretrain.NAME'),
    ('onnx', 'deploy', 'export to ONNX'),
    ('onnxruntime', 'deploy', 'detector onnx (YOLOX), check of exports'),
    ('onnxscript', 'deploy', 'export to ONNX'),
    ('gradio', 'demo', 'the web page, tools/demo_app.py'),
    ('tensorboard', 'tensorboard', 'curves and views in TensorBoard'),
    ('h5py', 'svhn', "SVHN's boxes"),
    ('mmdet', 'ava', 'STNRoIExtractor3D, the detector mmdet'),
    ('sphinx', 'docs', 'this documentation as a site'),
)


def main(argv=None) -> int:
    argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args(argv)
    # The warnings of other packages would stand before what is asked for.
    warnings.simplefilter('ignore')
    broken: List[str] = []
    for title, lines in (
        ('Versions', _versions(broken)),
        ('Video decoders', _decoders()),
        ('Speed', _speed()),
        ('Optional parts', _optional()),
    ):
        print(f'{title}\n' + '\n'.join(f'  {line}' for line in lines) + '\n')
    print(*(broken or ['Nothing that is needed is missing.']), sep='\n')
    return int(bool(broken))


def load(module: str) -> Tuple[Optional[str], Optional[str]]:
    """Import a module.

    Returns:
        tuple: Its version (or 'there') and None, or None and why it does not
        load, in one line; a module that is not installed has ``'missing'``.
    """
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name == module:
            return None, 'missing'
        return None, f'needs the module {error.name}, which is missing'
    except Exception as error:  # a broken build may raise anything
        first = str(error).strip().partition('\n')[0]
        return None, f'{type(error).__name__}: {first}'
    version = getattr(found, '__version__', None) or _installed(module)
    return str(version or 'there'), None


def _versions(broken: List[str]) -> List[str]:
    from . import __version__

    lines = [
        f'{"stn_action":18}{__version__}',
        f'{"Python":18}{platform.python_version()}, {platform.platform()}',
    ]
    for name, module in NEEDED:
        version, wrong = load(module)
        lines.append(f'{name:18}{version or wrong}')
        if wrong:
            broken.append(f'{name}: {wrong}. Run: pip install -e .')
    return [*lines, _mmcv(broken)]


def _mmcv(broken: List[str]) -> str:
    there = [name for name in MMCV if _installed(name)]
    version, wrong = load('mmcv')
    if wrong:
        broken.append(f'mmcv: {wrong}. Run: pip install -e .')
    note = ''
    if len(there) == 2:
        note = ' (never uninstall one of the two: docs/full_mmcv.md)'
    return f'{" and ".join(there) or "mmcv":18}{version or wrong}{note}'


def _installed(name: str) -> Optional[str]:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _decoders() -> List[str]:
    lines = []
    for module, what in DECODERS:
        version, wrong = load(module)
        lines.append(f'{module:8}{version or wrong:16}{what}')
    lines.append('tools/data/check_videos.py compares them on your videos')
    return lines


def _speed() -> List[str]:
    import os

    try:
        import torch

        from .engine.bfloat16 import has_bfloat16_unit
    except ImportError as error:
        return [f'not known: {error}']
    unit = 'yes' if has_bfloat16_unit() else 'no, --amp stays in float32'
    lines = [
        f'CPU: {os.cpu_count()} cores, PyTorch takes '
        f'{torch.get_num_threads()} threads; bfloat16 unit: {unit}'
    ]
    if not torch.cuda.is_available():
        return [*lines, 'GPU: none that PyTorch can use']
    for index in range(torch.cuda.device_count()):
        info = torch.cuda.get_device_properties(index)
        lines.append(
            f'GPU {index}: {info.name}, {info.total_memory / 2**30:.0f} GiB'
        )
    bf16 = 'yes' if torch.cuda.is_bf16_supported() else 'no, float16'
    return [*lines, f'GPU bfloat16: {bf16}']


def _optional() -> List[str]:
    lines = []
    for module, extra, what in OPTIONAL:
        version, wrong = load(module)
        state = version or wrong
        if wrong == 'missing':
            state = f"missing: pip install -e '.[{extra}]'"
        lines.append(f'{module:13}{what}\n{"":17}{state}')
    version, _ = load('mmcv.ops')
    state = 'there' if version else 'missing: docs/full_mmcv.md'
    return [
        *lines,
        f'{"mmcv.ops":13}AVA with regions of interest\n{"":17}{state}',
    ]


if __name__ == '__main__':
    sys.exit(main())
