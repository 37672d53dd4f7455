"""What the tests of data sets share."""

import json

import numpy as np
import pytest
from mmengine.registry import init_default_scope

from tests.datasets.tube_videos import person_boxes, write_video


@pytest.fixture(autouse=True)
def _scope():
    import mmaction.datasets  # noqa: F401

    import stn_action  # noqa: F401

    init_default_scope('mmaction')
    np.random.seed(0)  # frame sampling and flips


@pytest.fixture
def data(tmp_path):
    """A function that writes annotations beside two videos."""
    write_video(tmp_path / 'a.avi', person_boxes())
    write_video(tmp_path / 'b.avi', person_boxes(10))

    def write(*entries, classes=('run', 'walk')):
        path = tmp_path / 'ann.json'
        path.write_text(
            json.dumps(
                dict(
                    metainfo=dict(classes=list(classes)),
                    data_list=list(entries),
                )
            )
        )
        return str(path)

    write.folder = tmp_path
    return write
