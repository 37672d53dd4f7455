import cv2
import numpy as np
import pytest

from stn_action.visualization.picture_file import save_picture

RED = np.zeros((4, 6, 3), np.uint8) + np.uint8([200, 0, 0])


def test_rgb_into_a_new_folder(tmp_path):
    """OpenCV alone says nothing where the folder is missing."""
    path = str(tmp_path / 'new/a.png')
    assert save_picture(path, RED) == path
    np.testing.assert_array_equal(cv2.imread(path)[..., ::-1], RED)


@pytest.mark.parametrize('name', ['a.xyz', 'a'])
def test_no_ending_of_a_picture(tmp_path, name):
    with pytest.raises(ValueError, match=f'{name}: the picture cannot be'):
        save_picture(str(tmp_path / name), RED)
    assert not list(tmp_path.iterdir())
