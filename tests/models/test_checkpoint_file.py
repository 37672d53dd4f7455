import pytest
import torch

from stn_action.models.checkpoint_file import read_checkpoint


def test_a_checkpoint(tmp_path):
    torch.save(dict(state_dict=dict(a=torch.ones(2))), tmp_path / 'c.pth')
    content = read_checkpoint(str(tmp_path / 'c.pth'))
    assert content['state_dict']['a'].tolist() == [1, 1]


@pytest.mark.parametrize(
    'content, message',
    [
        (b'', r'c\.pth: empty'),
        (b'no checkpoint', r'c\.pth: no checkpoint that can be read'),
        (None, r'c\.pth: no checkpoint that can be read \(RuntimeError'),
    ],
)
def test_what_is_no_checkpoint(tmp_path, content, message):
    path = tmp_path / 'c.pth'
    if content is None:  # cut off
        torch.save(dict(a=torch.ones(99)), path)
        content = path.read_bytes()[:-300]
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        read_checkpoint(str(path))


def test_something_else(tmp_path):
    torch.save([1], tmp_path / 'c.pth')
    with pytest.raises(ValueError, match='a dict with state_dict, it holds a'):
        read_checkpoint(str(tmp_path / 'c.pth'))
    with pytest.raises(FileNotFoundError, match='no such checkpoint file'):
        read_checkpoint(str(tmp_path / 'none.pth'))
    with pytest.raises(ValueError, match='a folder'):
        read_checkpoint(str(tmp_path))
