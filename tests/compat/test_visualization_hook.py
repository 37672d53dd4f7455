"""What tools/test.py --show-dir writes."""

import cv2
import numpy as np
import pytest
import torch
from mmaction.engine.hooks import VisualizationHook
from mmaction.structures import ActionDataSample
from mmaction.visualization import ActionVisualizer

COLOURS = np.array([[250, 0, 0], [0, 250, 0], [0, 0, 250]], np.uint8)  # RGB
SIZE = 64


def frames() -> torch.Tensor:
    """(T, C, H, W): red, green, blue."""
    colours = torch.from_numpy(COLOURS)[:, :, None, None]
    return colours.expand(3, 3, SIZE, SIZE)


@pytest.mark.parametrize(
    'inputs',
    [frames(), frames().transpose(0, 1)[None]],
    ids=['TCHW of 2-D', 'NCTHW of 3-D'],
)
def test_frames_and_labels(inputs, tmp_path, monkeypatch, mmaction_scope):
    texts = []
    draw_texts = ActionVisualizer.draw_texts
    monkeypatch.setattr(
        ActionVisualizer,
        'draw_texts',
        lambda self, text, *args, **kwargs: (
            texts.append(text) or draw_texts(self, text, *args, **kwargs)
        ),
    )
    visualizer = ActionVisualizer.get_instance(
        f'test_{inputs.ndim}', vis_backends=[]
    )
    visualizer.dataset_meta = dict(classes=['run', 'walk'])
    sample = ActionDataSample(metainfo=dict(filename='some/a.avi'))
    sample.set_gt_label(1).set_pred_label(0)
    sample.set_pred_score(torch.tensor([0.75, 0.25]))

    hook = VisualizationHook(
        enable=True, interval=1, out_dir=str(tmp_path), wait_time=0
    )
    hook._draw_samples(0, dict(inputs=[inputs]), [sample])

    assert texts[2].splitlines() == [
        'Frame 2 of total 3 frames',
        'Ground truth: 1 (walk)',
        'Prediction: 0, 0.75 (run)',
    ]
    for i, colour in enumerate(COLOURS):
        written = cv2.imread(str(tmp_path / f'a.avi_0/frames_0/{i}.png'))
        assert written.shape == (SIZE, SIZE, 3)
        assert written[-1, -1, ::-1].tolist() == colour.tolist()
    assert not hasattr(sample, 'gt_labels')  # the sample is left as it was
