"""One training and one test of a job, each with a progress bar."""

import os
from typing import Dict

from mmengine.hooks import Hook

from .. import launch
from ..calm import CalmScreen, watch


class _Answers(Hook):
    """Keeps which clips of a test were recognised."""

    def __init__(self) -> None:
        self.right: Dict[str, bool] = {}

    def after_test_iter(
        self, runner, batch_idx, data_batch=None, outputs=None
    ) -> None:
        for sample in outputs:
            guess, truth = int(sample.pred_label), int(sample.gt_label)
            self.right[sample.sample_id] = guess == truth


def train(
    config: str, work_dir: str, seed: int, title: str, screen: CalmScreen
) -> str:
    """Train, or go on with a training that was stopped.

    Returns:
        str: The path of the last checkpoint.
    """
    argv = [config, '--work-dir', work_dir, '--seed', str(seed)]
    if os.path.isfile(os.path.join(work_dir, 'last_checkpoint')):
        argv.append('--resume')
    with screen.bar(title) as bar:
        runner = launch.build_train(argv)
        watch(runner, bar)
        runner.train()
    with open(os.path.join(work_dir, 'last_checkpoint')) as file:
        name = os.path.basename(file.read().strip())
    return os.path.join(work_dir, name)


def test(
    config: str, checkpoint: str, work_dir: str, title: str, screen: CalmScreen
) -> dict:
    """Test; metrics, and for each clip whether it was recognised.

    Returns:
        dict: ``top1`` (float), ``right`` (dict of clip to bool), and, with an
        STN, ``view_iou`` (float) with the box.
    """
    with screen.bar(title) as bar:
        runner = launch.build_test(
            [config, checkpoint, '--work-dir', work_dir]
        )
        watch(runner, bar)
        answers = _Answers()
        runner.register_hook(answers)
        metrics = runner.test()
    found = dict(top1=float(metrics['acc/top1']), right=answers.right)
    if 'refocus/view_iou' in metrics:
        found['view_iou'] = float(metrics['refocus/view_iou'])
    return found
