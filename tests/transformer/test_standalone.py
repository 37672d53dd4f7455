"""The torch core and the tubes need no OpenMMLab package."""

import subprocess
import sys

SCRIPT = """
import sys

asked = []

class Block:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in ('mmengine', 'mmaction', 'mmcv', 'mmdet'):
            asked.append(name)
            raise ModuleNotFoundError('blocked: ' + name)

sys.meta_path.insert(0, Block())
import stn_action.conventions
import stn_action.tubes
import stn_action.transformer
assert not asked, asked
"""


def test_core_and_tubes_ask_for_no_openmmlab_package():
    result = subprocess.run(
        [sys.executable, '-c', SCRIPT], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
