import builtins
import sys
import types

import numpy as np
import pytest

from stn_action.cli.detection_options import DETECTOR_NAMES
from stn_action.detection import DETECTORS, build_detector
from stn_action.detection.hog import HOGPeopleDetector

MODEL = 'ssdlite320_mobilenet_v3_large'  # the smallest of torchvision
FRAME = np.random.default_rng(0).integers(0, 256, (90, 160, 3), np.uint8)


def test_by_name():
    detector = build_detector('hog', upscale=2.0)
    assert isinstance(detector, HOGPeopleDetector) and detector.upscale == 2
    with pytest.raises(ValueError, match="'yolo': expected one of hog, torch"):
        build_detector('yolo')
    with pytest.raises(
        ValueError,
        match="'hog' has no option 'weights': expected some of upscale",
    ):
        build_detector('hog', weights='x')
    with pytest.raises(ValueError, match="'file' needs the option 'path'"):
        build_detector('file')
    # what the tools offer, before anything is imported
    assert set(DETECTORS) == set(DETECTOR_NAMES)


@pytest.fixture(scope='module')
def weights(tmp_path_factory):
    """A state dict of random weights, and the model that has them."""
    import torch
    from torchvision.models import get_model

    torch.manual_seed(0)
    model = get_model(MODEL, weights=None, weights_backbone=None).eval()
    for name, value in model.named_parameters():
        if name.startswith('head.classification_head') and value.shape == (
            546,
        ):
            value.data.view(6, 91)[::2, 1] += 1.0  # of 91 classes, people
    path = tmp_path_factory.mktemp('weights') / 'model.pth'
    torch.save(model.state_dict(), path)
    return str(path), model


def test_torchvision_from_a_file(weights):
    """The people among what the model itself finds, in pixels."""
    import torch

    path, model = weights
    image = torch.from_numpy(FRAME).permute(2, 0, 1) / 255.0
    with torch.inference_mode():
        (found,) = model([image])
    people = (found['labels'] == 1).numpy()
    assert 0 < people.sum() < len(people)
    boxes, scores = build_detector(
        'torchvision', model=MODEL, weights=path, score_thr=0.0
    )(FRAME)
    np.testing.assert_allclose(boxes, found['boxes'].numpy()[people], 1e-4)
    np.testing.assert_allclose(scores, found['scores'].numpy()[people], 1e-4)
    assert boxes.dtype == np.float64 and (boxes <= [160, 90, 160, 90]).all()
    high = float(scores.max()) + 1e-6
    none = build_detector(
        'torchvision', model=MODEL, weights=path, score_thr=high
    )(FRAME)
    assert none[0].shape == (0, 4) and none[1].shape == (0,)


def test_torchvision_errors(weights, tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="no detection model 'resnet18'.*ssd"):
        build_detector('torchvision', model='resnet18', weights=weights[0])
    with pytest.raises(
        ValueError, match='none.pth: neither a file nor .*COCO_V1, DEFAULT'
    ):
        build_detector('torchvision', model=MODEL, weights='none.pth')
    import torch

    torch.save(dict(x=torch.zeros(1)), tmp_path / 'x.pth')
    with pytest.raises(ValueError, match='x.pth: not the weights of ssdlite'):
        build_detector(
            'torchvision', model=MODEL, weights=str(tmp_path / 'x.pth')
        )

    def offline(*args, **kwargs):
        raise OSError('no network')

    monkeypatch.setattr(
        'torchvision.models._api.load_state_dict_from_url', offline
    )
    with pytest.raises(
        ValueError,
        match='cannot download https.*no network.*give its path as weights',
    ):
        build_detector('torchvision', model=MODEL)


def test_without_mmdet(monkeypatch):
    real = builtins.__import__

    def fake(name, *args, **kwargs):
        if name.startswith('mmdet'):
            raise ImportError('No module named mmdet')
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, '__import__', fake)
    with pytest.raises(
        ImportError,
        match="needs MMDetection.*'mmcv<2.2' mmdet .No module named mmdet",
    ):
        build_detector('mmdet')


class FakeInferencer:
    """Answers as mmdet 3's DetInferencer does, and remembers what it got."""

    def __init__(self, model, weights, device, show_progress):
        assert (model, weights, device) == ('cfg.py', 'w.pth', 'cpu')
        self.model = types.SimpleNamespace(
            dataset_meta=dict(classes=('car', 'person'))
        )

    def __call__(self, image, no_save_vis):
        FakeInferencer.image = image
        return dict(
            predictions=[
                dict(
                    labels=[1, 0, 1],
                    scores=[0.9, 0.8, 0.05],
                    bboxes=[[1, 2, 3, 4], [5, 6, 7, 8], [0, 0, 9, 9]],
                )
            ],
            visualization=[],
        )


def test_mmdet(monkeypatch):
    apis = types.ModuleType('mmdet.apis')
    apis.DetInferencer = FakeInferencer
    monkeypatch.setitem(sys.modules, 'mmdet', types.ModuleType('mmdet'))
    monkeypatch.setitem(sys.modules, 'mmdet.apis', apis)
    options = dict(model='cfg.py', weights='w.pth')
    boxes, scores = build_detector('mmdet', **options)(FRAME)
    assert boxes.tolist() == [[1, 2, 3, 4]] and scores.tolist() == [0.9]
    assert (FakeInferencer.image == FRAME[..., ::-1]).all()  # BGR
    with pytest.raises(
        ValueError, match="cfg.py knows no label 'dog', only car, person"
    ):
        build_detector('mmdet', label='dog', **options)


@pytest.fixture(scope='module')
def rtmdet(tmp_path_factory):
    """Config and checkpoint of a thin RTMDet of random weights."""
    pytest.importorskip('mmcv.ops', reason='full mmcv: docs/full_mmcv.md')
    apis = pytest.importorskip('mmdet.apis', reason='needs mmdet')
    import torch

    folder = tmp_path_factory.mktemp('rtmdet')
    config = folder / 'rtmdet.py'
    config.write_text("""
_base_ = 'mmdet::rtmdet/rtmdet_tiny_8xb32-300e_coco.py'
model = dict(
    backbone=dict(widen_factor=0.125, init_cfg=None),
    neck=dict(in_channels=[32, 64, 128], out_channels=32),
    bbox_head=dict(in_channels=32, feat_channels=32, num_classes=2))
""")
    torch.manual_seed(0)
    model = apis.init_detector(str(config), device='cpu')
    for head in model.bbox_head.rtm_cls:  # scores about .5
        torch.nn.init.normal_(head.weight, std=9.0)
    for head in model.bbox_head.rtm_reg:  # edges two strides away
        torch.nn.init.constant_(head.bias, 2.0)
    checkpoint = folder / 'rtmdet.pth'
    torch.save(
        dict(
            state_dict=model.state_dict(),
            meta=dict(dataset_meta=dict(classes=('car', 'person'))),
        ),
        checkpoint,
    )
    return str(config), str(checkpoint)


def test_mmdet_itself(rtmdet):
    """The people among what MMDetection's own function finds."""
    from mmdet.apis import inference_detector, init_detector

    config, checkpoint = rtmdet
    found = inference_detector(
        init_detector(config, checkpoint, device='cpu'), FRAME[..., ::-1]
    ).pred_instances
    people = ((found.labels == 1) & (found.scores >= 0.58)).numpy()
    assert 0 < people.sum() < len(people)
    boxes, scores = build_detector(
        'mmdet', model=config, weights=checkpoint, score_thr=0.58
    )(FRAME)
    np.testing.assert_allclose(boxes, found.bboxes.numpy()[people], atol=1e-2)
    np.testing.assert_allclose(scores, found.scores.numpy()[people], 1e-4)
    with pytest.raises(ValueError, match="knows no label 'dog', only car, p"):
        build_detector('mmdet', model=config, weights=checkpoint, label='dog')


def test_tubes_by_mmdet(rtmdet, tmp_path):
    """From a video to tubes in a worker process."""
    pytest.importorskip('trackers')
    cv2 = pytest.importorskip('cv2')
    from stn_action.detection import DetectionSettings, detect_many

    config, checkpoint = rtmdet
    video = cv2.VideoWriter(
        str(tmp_path / 'a.avi'), cv2.VideoWriter_fourcc(*'MJPG'), 25, (160, 90)
    )
    for _ in range(6):
        video.write(FRAME)
    video.release()
    (record,) = detect_many(
        str(tmp_path),
        ['a.avi'],
        str(tmp_path / 'progress'),
        dict(name='mmdet', model=config, weights=checkpoint, score_thr=0.5),
        DetectionSettings(stride=2, max_persons=1, decoder='none'),
    ).values()
    assert record['error'] is None
    (entry,) = record['entries']
    assert entry['frame_inds'] == [0, 2, 4, 5] and record['searched'] == 4
    # the same frame, and the last one is searched too
    np.testing.assert_allclose(entry['boxes'], [entry['boxes'][0]] * 4, atol=1)


def test_boxes_from_a_file(tmp_path):
    (tmp_path / 'walk').mkdir()
    (tmp_path / 'walk/a.txt').write_text(
        '1,-1,11,21,30,40,0.9\n3,-1,1,1,5,5,0.8\n1,-1,1,1,9,9,0.01\n'
    )
    detector = build_detector('file', path=str(tmp_path))
    boxes, scores = detector(FRAME, 'walk/a.mp4', 0)  # MOT's frame 1
    assert boxes.tolist() == [[10, 20, 40, 60]] and scores.tolist() == [0.9]
    assert len(detector(FRAME, 'walk/a.mp4', 1)[0]) == 0
    assert detector(FRAME, 'walk/a.mp4', 2)[1].tolist() == [0.8]
    with pytest.raises(ValueError, match='walk/b.txt: no such file of boxes'):
        detector(FRAME, 'walk/b.mp4', 0)
    with pytest.raises(ValueError, match='none: no such file or folder'):
        build_detector('file', path=str(tmp_path / 'none'))
