import pytest
import torch
from tiny_recognizers import STN, build, samples


@pytest.mark.parametrize('shape', [(2, 3, 3, 64, 64), (2, 2, 3, 4, 64, 64)])
def test_modes(shape):
    model = build(dict(type='STNRefocuser', stn=STN))
    x, data = torch.randn(shape), samples(shape)
    losses = model(x, data, mode='loss')
    assert list(losses) == ['loss_refocus']
    out = model(x, data, mode='predict')
    frames = shape[1] * (shape[3] if len(shape) == 6 else 1)
    assert out[1].view_boxes.shape == (frames, 4)
    assert out[1].view_boxes[0].tolist() == [0, 0, 64, 64]
    with pytest.raises(ValueError, match='mode must be'):
        model(x, data, mode='x')
    with pytest.raises(ValueError, match='takes inputs'):
        model(x[0, 0], data, mode='loss')
