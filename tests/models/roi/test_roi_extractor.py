"""STNRoIExtractor3D in MMAction2's detector; needs full mmcv and mmdet."""

import copy

import pytest
import torch
from mmaction.models import roi_heads
from mmaction.models.roi_heads.roi_extractors import SingleRoIExtractor3D
from mmaction.registry import MODELS
from mmaction.structures import ActionDataSample
from mmengine.config import ConfigDict
from mmengine.optim import build_optim_wrapper
from mmengine.registry import init_default_scope
from mmengine.structures import InstanceData

from stn_action.models.roi import STNRoIExtractor3D

STN = dict(
    localisation=dict(
        type='LargeKernelConv', kernel_sizes=(9, 7), channels=(4, 4)
    ),
    looks_at=dict(type='FeatureMap', channels=512),
)
needs_mmdet = pytest.mark.skipif(
    not hasattr(roi_heads, 'AVARoIHead'),
    reason="MMAction2's RoI heads need full mmcv and mmdet: docs/full_mmcv.md",
)


def test_says_what_it_needs():
    """Without mmcv.ops the class tells so; with it, it builds."""
    try:
        from mmcv.ops import RoIAlign  # noqa: F401
    except ImportError:
        with pytest.raises(ImportError, match='from `mmcv.ops`'):
            STNRoIExtractor3D(stn=STN)
    else:
        STNRoIExtractor3D(stn=STN)


@pytest.fixture(autouse=True)
def default_scope():
    init_default_scope('mmaction')


def detector(stn):
    """A FastRCNN of MMAction2 in small."""
    roi = dict(
        type='SingleRoIExtractor3D', roi_layer_type='RoIAlign', output_size=4
    )
    if stn:
        roi.update(type='STNRoIExtractor3D', stn=STN)
    model = ConfigDict(
        type='FastRCNN',
        _scope_='mmdet',
        backbone=dict(
            type='mmaction.ResNet3dSlowOnly',
            depth=18,
            pretrained=None,
            pretrained2d=False,
            lateral=False,
            num_stages=4,
            conv1_kernel=(1, 7, 7),
            conv1_stride_t=1,
            pool1_stride_t=1,
            spatial_strides=(1, 2, 2, 1),
        ),
        roi_head=dict(
            type='AVARoIHead',
            bbox_roi_extractor=roi,
            bbox_head=dict(
                type='BBoxHeadAVA',
                background_class=True,
                in_channels=512,
                num_classes=5,
                multilabel=True,
                topk=(2, 3),
            ),
        ),
        data_preprocessor=dict(
            type='mmaction.ActionDataPreprocessor',
            mean=[0.0, 0.0, 0.0],
            std=[1.0, 1.0, 1.0],
            format_shape='NCTHW',
        ),
        train_cfg=dict(
            rcnn=dict(
                assigner=dict(
                    type='MaxIoUAssignerAVA',
                    pos_iou_thr=0.9,
                    neg_iou_thr=0.9,
                    min_pos_iou=0.9,
                ),
                sampler=dict(
                    type='RandomSampler',
                    num=32,
                    pos_fraction=1,
                    neg_pos_ub=-1,
                    add_gt_as_proposals=True,
                ),
                pos_weight=1.0,
            )
        ),
        test_cfg=dict(rcnn=None),
    )
    torch.manual_seed(0)
    built = MODELS.build(model)
    built.init_weights()
    return built


def batch(samples=1):
    torch.manual_seed(1)
    boxes = torch.tensor([[4.0, 6.0, 60.0, 70.0], [30.0, 8.0, 90.0, 80.0]])
    out = []
    for i in range(samples):
        sample = ActionDataSample(metainfo=dict(img_shape=(96, 96)))
        labels = torch.zeros(2, 5)
        labels[0, 1 + i] = labels[1, 3] = 1
        sample.gt_instances = InstanceData(bboxes=boxes, labels=labels)
        sample.proposals = InstanceData(bboxes=boxes.clone())
        out.append(sample)
    return torch.randn(samples, 3, 4, 96, 96), out


def share_weights(source, target):
    """Load, as a checkpoint of the plain model; only the STN is missing."""
    missing, unexpected = target.load_state_dict(
        source.state_dict(), strict=False
    )
    assert missing and not unexpected
    assert all('.roi_layer.stn.' in key for key in missing)


@needs_mmdet
@pytest.mark.parametrize(
    'extractor',
    [
        dict(),
        dict(with_temporal_pool=False),
        dict(temporal_pool_mode='max'),
        dict(sampling_ratio=2),
        dict(featmap_stride=8),
    ],
)
def test_features_are_those_of_the_plain_extractor(extractor):
    plain = SingleRoIExtractor3D(output_size=4, **extractor)
    moved = STNRoIExtractor3D(output_size=4, stn=STN, **extractor).eval()
    feat = torch.randn(2, 512, 4, 12, 16)
    rois = torch.tensor(
        [
            [0, 3.0, 9.0, 120.0, 140.0],
            [1, 0.0, 0.0, 200.0, 60.0],
            [1, 77.0, 30.0, 91.0, 99.0],
        ]
    )
    rois[:, 1:] *= extractor.get('featmap_stride', 16) / 16
    for want, got in zip(plain(feat, rois), moved(feat, rois)):
        assert torch.allclose(got, want, atol=1e-5)


@needs_mmdet
def test_scores_are_those_of_the_plain_detector():
    plain, moved = detector(False).eval(), detector(True).eval()
    share_weights(plain, moved)
    inputs, samples = batch()
    results = [
        model(inputs, copy.deepcopy(samples), mode='predict')[0].pred_instances
        for model in (plain, moved)
    ]
    assert results[0].scores.shape == (2, 5)
    assert torch.allclose(results[0].scores, results[1].scores, atol=1e-5)
    assert torch.equal(results[0].bboxes, results[1].bboxes)


@needs_mmdet
def test_a_training_step_moves_the_view():
    model = detector(True).train()
    wrapper = build_optim_wrapper(
        model,
        dict(
            type='OptimWrapper',
            constructor='STNOptimWrapperConstructor',
            optimizer=dict(type='SGD', lr=0.1),
            clip_grad=dict(max_norm=40),
        ),
    )
    stn = model.roi_head.bbox_roi_extractor.roi_layer.stn
    group = wrapper.param_groups[-1]
    assert group['lr'] == pytest.approx(0.1 * stn.lr_mult)
    assert {id(p) for p in group['params']} == {
        id(p) for p in stn.parameters()
    }
    inputs, samples = batch(2)
    losses = model(inputs, samples, mode='loss')
    theta = stn.last_view.theta  # of the proposals and the annotated boxes
    assert torch.equal(theta, torch.eye(2, 3).expand(8, 2, 3))
    loss, _ = model.parse_losses(losses)
    wrapper.update_params(loss)
    with torch.no_grad():
        model(inputs, batch(2)[1], mode='loss')
    assert (stn.last_view.theta != theta).any(2).any(1).all()


@needs_mmdet
@pytest.mark.parametrize(
    'change', [dict(roi_layer_type='RoIPool'), dict(aligned=False)]
)
def test_another_roi_layer(change):
    with pytest.raises(ValueError, match="needs roi_layer_type='RoIAlign'"):
        STNRoIExtractor3D(stn=STN, **change)
