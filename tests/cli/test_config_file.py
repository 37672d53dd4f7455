"""A config and its options: what changes nothing is an error."""

import pytest

from stn_action.cli.config_file import read_config

CONFIG = """
stn = dict(lr_mult=1e-4)
model = dict(type='STNRecognizer2D', stn=stn)
data_root = 'old'
train_dataloader = dict(dataset=dict(
    type='RepeatDataset', times=2,
    dataset=dict(data_root=data_root, pipeline=[])))
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / 'mine.py'
    path.write_text(CONFIG)
    return str(path)


def test_options_are_merged(config):
    cfg = read_config(config, {'model.stn.lr_mult': 1e-5})
    assert cfg.model.stn.lr_mult == 1e-5


@pytest.mark.parametrize(
    'option', ['randomness.seed', 'sync_bn', 'strategy.x']
)
def test_what_a_runner_reads_may_be_new(config, option):
    read_config(config, {option: 3})


def test_the_data_root_is_handed_down(config):
    cfg = read_config(config, dict(data_root='new'))
    assert cfg.train_dataloader.dataset.dataset.data_root == 'new'


def test_a_name_that_the_config_has_copied(config):
    """The model has the old rate: the option would change nothing."""
    with pytest.raises(
        ValueError,
        match=r"--cfg-options stn\.lr_mult: nothing reads 'stn', .*"
        r'such as model\.stn',
    ):
        read_config(config, {'stn.lr_mult': 1e-5})


@pytest.mark.parametrize(
    'option, hint',
    [
        ('modle.stn.lr_mult', r'; did you mean model\?'),
        ('train_dataloder.batch_size', r'; did you mean train_dataloader\?'),
        ('qqq', r'would change\.$'),
    ],
)
def test_a_name_that_nothing_reads(config, option, hint):
    with pytest.raises(ValueError, match=hint):
        read_config(config, {option: 1})


def test_an_option_that_does_not_fit(config):
    with pytest.raises(ValueError, match='^--cfg-options: '):
        read_config(config, {'data_root.x': 1})


@pytest.mark.parametrize(
    'text, message',
    [
        ('', r'expected a config with model = dict\(\.\.\.\)'),
        ('model = 3', 'expected a config with model'),
        ('model = dict(', r'mine\.py: SyntaxError: '),
        ('x = 1 / 0', r'mine\.py: ZeroDivisionError'),
        ("_base_ = 'none.py'", r'mine\.py: .*none\.py'),
        ("_base_ = 'stn_action::none.py'", r'mine\.py: .*none\.py'),
    ],
)
def test_what_is_no_config(tmp_path, text, message):
    path = tmp_path / 'mine.py'
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        read_config(str(path))


def test_no_file(tmp_path):
    with pytest.raises(FileNotFoundError, match='no such config file'):
        read_config(str(tmp_path / 'none.py'))
    with pytest.raises(ValueError, match='a folder, expected a config file'):
        read_config(str(tmp_path))
