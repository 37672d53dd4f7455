import os

import pytest

from stn_action.formats.output_files import (
    check_output,
    output_names,
    path_below,
    video_stem,
    whole_file,
    with_video_ending,
)


def test_names_with_dots():
    assert (
        video_stem('a/b.v2') == 'a/b.v2' and video_stem('b.v2.MP4') == 'b.v2'
    )
    assert with_video_ending('b.v2', '.avi') == 'b.v2.avi'
    assert with_video_ending('b.mov', '.avi') == 'b.mov'


def test_one_name_for_each_video():
    assert output_names(['w/a.mp4', 'b.avi', 'w/a.mp4'], '.txt') == {
        'w/a.mp4': 'w/a.txt',
        'b.avi': 'b.txt',
    }
    for names in (
        ['a.mp4', 'a.mov', 'cam/a.mp4'],
        ['a.mp4', 'A.mp4'],
        ['a.mp4', 'a.mov', 'a.mp4.mp4'],
        ['a', 'a.mp4'],
    ):
        assert len(set(output_names(names, '.txt').values())) == len(names)
    assert output_names(['a.mp4', 'a.mov'], '.txt')['a.mov'] == 'a.mov.txt'


@pytest.mark.parametrize(
    'name',
    ['', '.', '/', '/a', '../a', 'a/../../b', 'a/..', 'C:/a', '\\a', '..\\a',
     'a\0'],
)  # fmt: skip
def test_outside_the_folder(name):
    with pytest.raises(ValueError, match='would be written outside out'):
        path_below('out', name)


def test_below_the_folder():
    assert path_below('out', 'walk/./a.b..mp4') == os.path.join(
        'out', 'walk', 'a.b..mp4'
    )


def test_replaces_nothing_unasked(tmp_path):
    path = tmp_path / 'a.txt'
    assert check_output(str(path)) == str(path)
    path.write_text('')
    with pytest.raises(FileExistsError, match='a.txt: exists.*--overwrite'):
        check_output(str(path))
    check_output(str(path), overwrite=True)
    with pytest.raises(ValueError, match='a folder'):
        check_output(str(tmp_path), overwrite=True)


def test_never_an_input(tmp_path):
    """Under another name, by a symbolic or a hard link, or not yet there."""
    path = tmp_path / 'a.txt'
    path.write_text('')
    (tmp_path / 'soft').symlink_to(path)
    os.link(path, tmp_path / 'hard')
    for name in 'a.txt', 'soft', 'hard', 'x/../a.txt':
        with pytest.raises(ValueError, match='is an input'):
            check_output(str(tmp_path / name), True, ['other', str(path)])
    with pytest.raises(ValueError, match='is an input'):
        check_output(str(tmp_path / 'b'), True, [str(tmp_path / 'c/../b')])


def test_a_file_is_whole_or_not_there(tmp_path):
    path = tmp_path / 'x/a.mp4'
    with whole_file(str(path)) as part:
        assert part.endswith('.mp4') and part != str(path)
        with open(part, 'w') as file:
            file.write('new')
    assert path.read_text() == 'new'
    with pytest.raises(KeyError), whole_file(str(path)) as part:
        with open(part, 'w') as file:
            file.write('half')
        raise KeyError
    assert path.read_text() == 'new'
    assert [p.name for p in path.parent.iterdir()] == ['a.mp4']
