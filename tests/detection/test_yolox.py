"""YOLOX against boxes computed by hand, with models made here."""

import os

import numpy as np
import pytest

from stn_action.detection import build_detector
from stn_action.detection.yolox import letterbox

onnx = pytest.importorskip('onnx')
pytest.importorskip('onnxruntime')

SIZE = 64
CELLS = 8 * 8 + 4 * 4 + 2 * 2
NOTHING = np.zeros((32, 64, 3), np.uint8)


def save_model(path, rows, blue_to=None, size=SIZE, inputs=None):
    """A model that gives fixed rows (cells, columns).

    Args:
        rows (ndarray): Its output, whatever it sees.
        blue_to (tuple, optional): Row and column to which the mean of the
            input's first channel over 255 is added.
        inputs (list, optional): Shape of the input.
    """
    share = np.zeros_like(rows)
    if blue_to:
        share[blue_to] = 1 / 255
    nodes = [
        onnx.helper.make_node('Gather', ['images', 'first'], ['blue'], axis=1),
        onnx.helper.make_node(
            'ReduceMean', ['blue'], ['mean'], axes=[1, 2, 3], keepdims=0
        ),
        onnx.helper.make_node('Reshape', ['mean', 'one'], ['scalar']),
        onnx.helper.make_node('Mul', ['scalar', 'share'], ['part']),
        onnx.helper.make_node('Add', ['part', 'rows'], ['output']),
    ]
    constants = dict(
        first=np.array([0]),
        one=np.array([1, 1, 1]),
        share=share[None].astype(np.float32),
        rows=rows[None].astype(np.float32),
    )
    graph = onnx.helper.make_graph(
        nodes,
        'yolox',
        [
            onnx.helper.make_tensor_value_info(
                'images', onnx.TensorProto.FLOAT, inputs or [1, 3, size, size]
            )
        ],
        [
            onnx.helper.make_tensor_value_info(
                'output', onnx.TensorProto.FLOAT, None
            )
        ],
        [onnx.numpy_helper.from_array(v, k) for k, v in constants.items()],
    )
    model = onnx.helper.make_model(
        graph, opset_imports=[onnx.helper.make_opsetid('', 13)], ir_version=8
    )
    onnx.save(model, path)
    return str(path)


def rows_of(columns=85):
    """Nobody anywhere."""
    return np.zeros((CELLS, columns))


def test_boxes_by_hand(tmp_path):
    rows = rows_of()
    # stride 8: cell (x, y) = (3, 2) is row 2 * 8 + 3
    rows[19, :6] = [0.5, 0.25, np.log(2), np.log(3), 0.9, 0.8]
    # stride 32: cell (1, 0) is row 64 + 16 + 1
    rows[81, :6] = [0, 0, np.log(0.5), 0, 0.5, 0.5]
    # somebody who is something else
    rows[5, :5] = [0, 0, 1, 1, 0.9]
    rows[5, 7] = 0.9
    detector = build_detector('onnx', path=save_model(tmp_path / 'a', rows))
    # 128 x 64 pixels, so the input is half as large and padded below
    boxes, scores = detector(np.zeros((64, 128, 3), np.uint8))
    np.testing.assert_allclose(scores, [0.72, 0.25], atol=1e-6)
    # centre (28, 18), size (16, 24); centre (32, 0), size (16, 32)
    expected = np.array([[20, 6, 36, 30], [24, -16, 40, 16]]) * 2
    np.testing.assert_allclose(boxes, expected, atol=1e-4)
    assert boxes.dtype == scores.dtype == np.float64


def test_of_two_boxes_of_one_person_the_surer_stays(tmp_path):
    rows = rows_of()
    for row, dx, score in ((19, 0, 0.6), (20, -1.1, 0.9), (40, 0, 0.7)):
        rows[row, :6] = [dx, 0, np.log(2), np.log(2), score, 1]
    path = save_model(tmp_path / 'a', rows)
    # (24, 16) and (23.2, 16) overlap; (0, 40) does not
    boxes, scores = build_detector('onnx', path=path)(NOTHING)
    np.testing.assert_allclose(scores, [0.9, 0.7], atol=1e-6)
    np.testing.assert_allclose(boxes[0], [15.2, 8, 31.2, 24], atol=1e-4)
    assert (
        len(build_detector('onnx', path=path, nms_thr=0.95)(NOTHING)[0]) == 3
    )
    high = build_detector('onnx', path=path, score_thr=0.8)(NOTHING)
    assert len(high[0]) == 1
    none = build_detector('onnx', path=path, score_thr=0.95)(NOTHING)
    assert none[0].shape == (0, 4) and none[1].shape == (0,)


def test_sees_blue_first_unnormalised_and_padded_with_114(tmp_path):
    rows = rows_of()
    rows[19, 5] = 1
    path = save_model(tmp_path / 'a', rows, blue_to=(19, 4))
    frame = np.zeros((32, 64, 3), np.uint8)
    frame[..., 2] = 200  # of RGB
    _, (score,) = build_detector('onnx', path=path)(frame)
    # the lower half is padding
    assert score == pytest.approx((200 + 114) / 2 / 255, abs=1e-5)


def test_letterbox():
    image = np.full((30, 90, 3), 7, np.uint8)
    padded, factor = letterbox(image, (64, 64))
    assert factor == pytest.approx(64 / 90)
    assert padded.shape == (64, 64, 3)
    assert (padded[:21] == 7).all() and (padded[21:] == 114).all()


def test_other_classes_than_cocos(tmp_path):
    rows = rows_of(columns=7)
    rows[19, :7] = [0, 0, 1, 1, 1, 0.2, 0.9]
    path = save_model(tmp_path / 'two.onnx', rows)
    with pytest.raises(
        ValueError,
        match='two.onnx: has 2 classes, not the 80 of COCO.*person=NUMBER',
    ):
        build_detector('onnx', path=path)
    _, scores = build_detector('onnx', path=path, person=1)(NOTHING)
    np.testing.assert_allclose(scores, [0.9], atol=1e-6)
    with pytest.raises(ValueError, match='the classes 0 to 1, but .* is 2'):
        build_detector('onnx', path=path, person=2)


def test_a_model_that_decodes_itself(tmp_path):
    rows = rows_of()
    rows[19, :6] = [30, 20, 16, 24, 1, 0.9]
    path = save_model(tmp_path / 'a', rows)
    with pytest.raises(ValueError, match='decoded already .*decoded=True'):
        build_detector('onnx', path=path)(NOTHING)
    boxes, _ = build_detector('onnx', path=path, decoded=True)(NOTHING)
    np.testing.assert_allclose(boxes, [[22, 8, 38, 32]], atol=1e-4)


def test_the_size_of_the_input(tmp_path):
    wide = np.zeros((12 * 4 + 6 * 2 + 3, 85))
    wide[12 * 2 + 11, :6] = [0, 0, 0, 0, 1, 1]  # stride 8: x = 11, y = 2
    path = save_model(tmp_path / 'wide', wide, inputs=[1, 3, 32, 96])
    boxes, _ = build_detector('onnx', path=path)(
        np.zeros((32, 96, 3), np.uint8)
    )
    np.testing.assert_allclose(boxes, [[84, 12, 92, 20]], atol=1e-4)
    open_size = save_model(
        tmp_path / 'open', rows_of(), inputs=['n', 3, 'h', 'w']
    )
    with pytest.raises(ValueError, match='input open; add the option size'):
        build_detector('onnx', path=open_size)
    detector = build_detector('onnx', path=open_size, size=SIZE)
    assert detector.input_size == (SIZE, SIZE)
    with pytest.raises(ValueError, match=r'\(1, 189, 5 .* got \(1, 84, 85\)'):
        build_detector('onnx', path=open_size, size=96)
    with pytest.raises(ValueError, match='64 x 64 pixels, but .* is 96'):
        build_detector(
            'onnx', path=save_model(tmp_path / 'b', rows_of()), size=96
        )


def test_what_is_no_model(tmp_path):
    with pytest.raises(ValueError, match="'onnx' needs the option 'path'"):
        build_detector('onnx')
    with pytest.raises(ValueError, match='none.onnx: no such file'):
        build_detector('onnx', path='none.onnx')
    (tmp_path / 'text.onnx').write_text('hello')
    with pytest.raises(ValueError, match='text.onnx: no model that ONNX'):
        build_detector('onnx', path=str(tmp_path / 'text.onnx'))
    path = save_model(tmp_path / 'a', rows_of())
    with pytest.raises(ValueError, match="device 'tpu': this ONNX Runtime"):
        build_detector('onnx', path=path, device='tpu')


@pytest.mark.skipif(
    not os.path.isfile(os.environ.get('YOLOX_ONNX', '')),
    reason='set YOLOX_ONNX to a YOLOX model trained on COCO',
)
def test_a_real_model():
    """It sees nobody on a wall, and a drawn person, loosely."""
    from stn_action.tubes import box_iou
    from tests.detection.silhouette import draw_person

    detector = build_detector('onnx', path=os.environ['YOLOX_ONNX'])
    assert not len(detector(np.full((240, 320, 3), 90, np.uint8))[0])
    frame, true = draw_person(160, 120, scale=2.0)
    boxes, scores = detector(frame)
    best = boxes[scores.argmax()]
    assert box_iou(best, true) > 0.6
