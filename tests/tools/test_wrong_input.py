"""Every tool under wrong input: one line that names it, and exit code 1.

Each case is a tool with a file that is missing, a folder in place of a file,
an empty file, or an option of the config that does not exist.
"""

from pathlib import Path

import pytest

from tests.tools.forked import run_forked
from tests.tools.tiny_persons import write_persons

ROOT = Path(__file__).resolve().parents[2]
TOOLS = {str(p.relative_to(ROOT)) for p in (ROOT / 'tools').rglob('*.py')}

#: Tools that take a config: their arguments, C being the config.
WITH_CONFIG = {
    'train.py': 'C',
    'test.py': 'C checkpoint.pth',
    'infer.py': 'C checkpoint.pth 0.avi --boxes ann.json',
    'demo_app.py': 'C checkpoint.pth --videos . --boxes ann.json',
    'deployment/export_onnx.py': 'C checkpoint.pth --output-file x.onnx',
    'deployment/export_torch.py': 'C checkpoint.pth --output-file x.pt2',
    'visualizations/draw_clips.py': 'C checkpoint.pth --out x.png',
    'visualizations/draw_transforms.py': 'C checkpoint.pth --out x.png',
    'analysis_tools/get_flops.py': 'C',
    'analysis_tools/benchmark_stn.py': 'C --no-train --rounds 1',
    'analysis_tools/benchmark_inference.py': (
        'C checkpoint.pth --boxes ann.json --videos .'
    ),
    'analysis_tools/report.py': (
        'run --config C --checkpoint checkpoint.pth --out x.html'
    ),
    'analysis_tools/ablation.py': 'C --out abl --variant a',
    'analysis_tools/kill_and_resume.py': 'C --kills 1 --work-dir kar',
}
#: Tools that take a checkpoint, W.
WITH_CHECKPOINT = {
    'test.py': 'config.py W',
    'infer.py': 'config.py W 0.avi --boxes ann.json',
    'demo_app.py': 'config.py W --videos . --boxes ann.json',
    'deployment/export_onnx.py': 'config.py W --output-file x.onnx',
    'deployment/export_torch.py': 'config.py W --output-file x.pt2',
    'deployment/publish_front_end.py': 'W x.pth',
    'visualizations/draw_clips.py': 'config.py W --out x.png',
    'visualizations/draw_transforms.py': 'config.py W --out x.png',
    'analysis_tools/benchmark_inference.py': (
        'config.py W --boxes ann.json --videos .'
    ),
    'analysis_tools/report.py': (
        'run --config config.py --checkpoint W --out x.html'
    ),
    'analysis_tools/robustness_curve.py': '--model m config.py W --out rob',
    'fit.py': '--videos videos --work-dir fit --front-end W --dry-run',
    'analysis_tools/front_end_curve.py': (
        '--front-ends W W W W W --backbone-weights W --data-root . --out curve'
    ),
    'analysis_tools/part_views.py': (
        '--front-ends W --backbone-weights W --data-root . --out parts'
    ),
}
#: Tools that take another file, F.
WITH_FILE = {
    'infer.py': [
        'config.py checkpoint.pth 0.avi --boxes F',
        'config.py checkpoint.pth F --boxes ann.json',
        'config.py checkpoint.pth 0.avi --boxes ann.json --label-file F',
        'config.py checkpoint.pth 0.avi --detector onnx'
        ' --detector-options path=F',
    ],
    'demo_app.py': ['config.py checkpoint.pth --videos . --boxes F'],
    'data/convert_tubes.py': [
        f'F x.out --from {source}'
        for source in ('json', 'gttubes', 'mot', 'coco-video', 'cvat')
    ],
    'data/check_videos.py': ['F --videos .'],
    'data/split_tubes.py': ['F --out split'],
    'data/browse_tubes.py': ['F --videos . --out x.png'],
    'data/detect_persons.py': [
        'F x.json',
        '. x.json --labels F --classes names.txt',
        '. x.json --detector onnx --detector-options path=F',
    ],
    'data/ava/build_annotations.py': [
        '--csv F --label-map map.pbtxt --videos . --out x.json',
        '--csv ava.csv --label-map F --videos . --out x.json',
        '--csv ava.csv --label-map map.pbtxt --proposals F --videos .'
        ' --out x.json',
    ],
    'data/jhmdb/build_annotations.py': ['--gt F --videos . --out jhmdb'],
    'data/weizmann/build_annotations.py': ['--videos F --out weizmann'],
    'data/weizmann/add_silhouettes.py': ['F --videos . --out x.json'],
    'data/house_numbers/make_house_numbers.py': [
        '--mnist F --videos videos --out house',
        '--mnist m.npz --videos F --out house',
    ],
    'analysis_tools/fit_box_noise.py': ['F --out x.py'],
    'analysis_tools/robustness_curve.py': ['--add F --out rob'],
    'analysis_tools/paper_table.py': ['F'],
    'analysis_tools/benchmark_pipeline.py': ['--ann-file F --videos .'],
    'analysis_tools/report.py': ['F --out x.html'],
    'analysis_tools/zoo_sweep.py': ['--out F --resume --pattern */x3d/*'],
    'fit.py': [
        '--videos F --work-dir fit --dry-run',
        '--videos videos --labels F --work-dir fit --dry-run',
        '--videos videos --boxes F --work-dir fit --dry-run',
        '--videos videos --backbone F --work-dir fit --dry-run',
    ],
    'analysis_tools/front_end_curve.py': [
        '--front-ends a a a a a --backbone-weights a --data-root F --out curve'
    ],
}
#: Take no file: a number or a name is wrong.
WITHOUT_FILE = {
    'quickstart.py': '--clips 0 0 --data-root qs --work-dir qs',
    'analysis_tools/fuzz_readers.py': '--only nothing',
    'analysis_tools/versions_matrix.py': '--out v --resolution none',
}
WRONG = {'missing': 'nowhere.file', 'folder': 'folder.py', 'empty': 'empty.py'}


def cases():
    """Tool, arguments, and what the message must name."""
    for tool, text in WITH_CONFIG.items():
        for name in WRONG.values():
            yield tool, text.replace('C', name, 1).split(), name
        argv = [*text.replace('C', 'config.py', 1).split(), '--cfg-options']
        yield tool, [*argv, 'modle.stn.lr_mult=1e-5'], 'modle.stn.lr_mult'
    for tool, text in WITH_CHECKPOINT.items():
        for name in WRONG.values():
            argv = [name if w == 'W' else w for w in text.split()]
            yield tool, argv, name
    for tool, texts in WITH_FILE.items():
        for text in texts:
            for name in WRONG.values():
                argv = [
                    w.replace('F', name) if w in ('F', 'path=F') else w
                    for w in text.split()
                ]
                yield tool, argv, name
    for tool, text in WITHOUT_FILE.items():
        yield tool, text.split(), ''


CASES = list(cases())
#: The first case of each tool.
FIRST = {tool: argv for tool, argv, _ in reversed(CASES)}


@pytest.fixture(scope='module')
def answers(tmp_path_factory):
    """The exit code and what is printed, by case."""
    folder = tmp_path_factory.mktemp('wrong')
    write_persons(folder)
    (folder / 'run').mkdir()
    (folder / 'folder.py').mkdir()
    (folder / 'empty.py').touch()
    for name in ('walk', 'run'):
        (folder / f'videos/{name}').mkdir(parents=True)
        for k in range(4):
            video = (folder / f'{k}.avi').read_bytes()
            (folder / f'videos/{name}/{name}{k}.avi').write_bytes(video)
    names = ['all', *(f'fold{fold}_val' for fold in range(5))]
    for name in names:  # of front_end_curve.py
        (folder / f'jhmdb_{name}.json').write_bytes(
            (folder / 'ann.json').read_bytes()
        )
    (folder / 'names.txt').write_text('a\nb\n')
    (folder / 'ava.csv').write_text('0,900,0.1,0.1,0.5,0.5,1,0\n')
    (folder / 'map.pbtxt').write_text('item {\n name: "a"\n id: 1\n}\n')
    asked = [(tool, argv) for tool, argv, _ in CASES]
    asked += [(tool, [*argv, '--debug']) for tool, argv in FIRST.items()]
    return run_forked(folder, asked)


def test_no_tool_is_left_out():
    assert {f'tools/{tool}' for tool, *_ in CASES} == TOOLS


@pytest.mark.parametrize(
    'tool, argv, named',
    CASES,
    ids=[f'{tool} {" ".join(argv)}' for tool, argv, _ in CASES],
)
def test_one_line(answers, tool, argv, named):
    if tool == 'demo_app.py':
        pytest.importorskip('gradio')
    if tool == 'data/detect_persons.py':
        pytest.importorskip('trackers')
    code, text = answers[(tool, *argv)]
    assert code in (1, 2), text
    assert 'Traceback' not in text
    lines = text.strip().splitlines()
    told = [line for line in lines if line.startswith('left out: ')]
    assert any(named in line for line in (told or lines[-1:])), text


@pytest.mark.parametrize('tool', FIRST)
def test_debug_shows_the_traceback(answers, tool):
    code, text = answers[(tool, *FIRST[tool], '--debug')]
    if code != 2:  # of argparse, which has said all
        assert 'Traceback' in text
