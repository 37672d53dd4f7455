"""The tool that kills trainings notices what a resume gets wrong."""

import importlib

import pytest
import torch

tool = importlib.import_module('tools.analysis_tools.kill_and_resume')


def write(folder, weight=1.0, momentum=2.0, best='best_acc_epoch_1.pth'):
    folder.mkdir()
    checkpoint = dict(
        state_dict=dict(a=torch.tensor([weight])),
        optimizer=dict(state={0: dict(momentum=torch.tensor(momentum))}),
        param_schedulers=[dict(last_step=3)],
    )
    torch.save(checkpoint, folder / 'epoch_2.pth')
    (folder / 'last_checkpoint').write_text(str(folder / 'epoch_2.pth'))
    (folder / best).touch()
    return folder


@pytest.mark.parametrize(
    'other, expected',
    [
        (dict(), []),
        (dict(weight=1.0 + 2**-23), ['state_dict']),
        (dict(momentum=3.0), ['optimizer']),
        (
            dict(best='best_acc_epoch_2.pth'),
            [
                "best checkpoints ['best_acc_epoch_1.pth', "
                "'best_acc_epoch_2.pth']"
            ],
        ),
    ],
)
def test_differences(tmp_path, other, expected):
    ours, theirs = write(tmp_path / 'a'), write(tmp_path / 'b', **other)
    assert tool.differences(ours, theirs) == expected


def test_options_are_handed_on_as_written():
    args = tool.parse_args(
        ['c.py', '--cfg-options', 'a.b=1', 'c=[1,2]', '--kills', '3']
    )
    assert args.words == ['--cfg-options', 'a.b=1', 'c=[1,2]']
    assert (args.config, args.kills) == ('c.py', 3)
