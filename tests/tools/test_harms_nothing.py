"""No tool writes over what it was given, or over a file of somebody else."""

import json

import pytest

from tests.tools.forked import run_forked
from tests.tools.tiny_persons import write_persons

MINE = 'mine'
#: Tool, arguments, a file that must stay as it is, and what is said.
CASES = [
    # an input, whatever --overwrite says
    (
        'deployment/export_onnx.py',
        'config.py checkpoint.pth --output-file checkpoint.pth --overwrite',
        'checkpoint.pth',
        'is an input',
    ),
    (
        'deployment/export_torch.py',
        'config.py checkpoint.pth --output-file config.py --overwrite',
        'config.py',
        'is an input',
    ),
    (
        'deployment/publish_front_end.py',
        'checkpoint.pth checkpoint.pth',
        'checkpoint.pth',
        'exists: give another name',
    ),
    (
        'visualizations/draw_clips.py',
        'config.py checkpoint.pth --out checkpoint.pth --overwrite',
        'checkpoint.pth',
        'is an input',
    ),
    (
        'visualizations/draw_transforms.py',
        'config.py checkpoint.pth --out config.py --overwrite',
        'config.py',
        'is an input',
    ),
    (
        'analysis_tools/fit_box_noise.py',
        'noise.py --out noise.py --overwrite',
        'noise.py',
        'is an input',
    ),
    (
        'analysis_tools/report.py',
        'run --config config.py --checkpoint checkpoint.pth'
        ' --out checkpoint.pth --overwrite',
        'checkpoint.pth',
        'is an input',
    ),
    (
        'infer.py',
        'config.py checkpoint.pth 0.avi --boxes ann.json --out ann.json'
        ' --overwrite',
        'ann.json',
        'is an input',
    ),
    ('data/check_videos.py', 'ann.json --good ann.json', 'ann.json', 'exists'),
    # a file of somebody else
    (
        'visualizations/draw_transforms.py',
        'config.py checkpoint.pth --out mine.png',
        'mine.png',
        'exists; replace it with --overwrite',
    ),
    (
        'deployment/export_torch.py',
        'config.py checkpoint.pth --output-file mine.pt2',
        'mine.pt2',
        'exists; replace it with --overwrite',
    ),
    (
        'analysis_tools/zoo_sweep.py',
        '--pattern */x3d/* --out mine.json',
        'mine.json',
        'exists; replace it with --overwrite',
    ),
    (
        'analysis_tools/ablation.py',
        'config.py --out abl --variant a',
        'abl/table.md',
        'exists',
    ),
    (
        'analysis_tools/kill_and_resume.py',
        'config.py --kills 1 --work-dir kar',
        'kar/whole/mine.txt',
        'there already',
    ),
    (
        'data/house_numbers/make_house_numbers.py',
        '--videos . --out house',
        'house/train/1.png',
        'holds files already',
    ),
    (
        'quickstart.py',
        '--data-root own --work-dir qs --clips 8 8',
        'own/train.json',
        'exists and was not generated',
    ),
    (
        'fit.py',
        '--videos videos --work-dir fit --boxes fit/data/train.json',
        'fit/data/train.json',
        'exists; replace it',
    ),
]


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp('harm')
    write_persons(folder)
    for name in ('walk', 'run'):
        (folder / f'videos/{name}').mkdir(parents=True)
        for k in range(4):
            video = (folder / f'{k}.avi').read_bytes()
            (folder / f'videos/{name}/{name}{k}.avi').write_bytes(video)
    annotations = (folder / 'ann.json').read_text()
    entries = json.loads(annotations)['data_list']
    for entry in entries:
        entry['clean_boxes'] = entry['boxes']
    files = {
        'noise.py': json.dumps(
            dict(metainfo=dict(classes=['run', 'walk']), data_list=entries)
        ),
        'own/train.json': annotations,
        'fit/data/train.json': annotations,
    }
    names = [name for _, _, name, _ in CASES]
    for name in {*names, *files, 'run/x'}:
        path = folder / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files.get(name, MINE))
    return folder


@pytest.fixture(scope='module')
def answers(folder):
    before = {name: (folder / name).read_bytes() for _, _, name, _ in CASES}
    found = run_forked(folder, [(t, argv.split()) for t, argv, _, _ in CASES])
    after = {name: (folder / name).read_bytes() for name in before}
    return found, {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize(
    'tool, argv, name, said', CASES, ids=[f'{t} {a}' for t, a, *_ in CASES]
)
def test_it_stays_as_it_is(answers, tool, argv, name, said):
    found, changed = answers
    code, text = found[(tool, *argv.split())]
    assert name not in changed
    assert code == 1 and said in text, text
