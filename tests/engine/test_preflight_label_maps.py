"""Label maps of AVA's data and metrics are compared with the head."""

from types import SimpleNamespace

import pytest
from mmaction.datasets import AVADataset
from mmaction.evaluation import AVAMetric
from torch import nn

from stn_action.engine.hooks import PreflightHook
from stn_action.evaluation import AVATubeMetric


def label_map(folder, *ids):
    path = folder / 'list.pbtxt'
    path.write_text(
        ''.join(f'item {{\n  name: "action {i}"\n  id: {i}\n}}\n' for i in ids)
    )
    return str(path)


def ava(folder, ids, num_classes, custom=None):
    csv = folder / 'val.csv'
    csv.write_text('v,0902,0.1,0.1,0.5,0.5,1,0\nv,0903,0.1,0.1,0.5,0.5,3,0\n')
    return AVADataset(
        str(csv),
        pipeline=[],
        label_file=label_map(folder, *ids),
        num_classes=num_classes,
        custom_classes=custom,
    )


def check(dataset, head, *metrics, of_detector=True):
    """A test up to its first step."""
    model = nn.Module()
    model.roi_head = nn.Module()
    model.roi_head.bbox_head = SimpleNamespace(num_classes=head)
    if not of_detector:
        model = nn.Module()
        model.cls_head = SimpleNamespace(num_classes=head)
    runner = SimpleNamespace(
        model=model,
        test_dataloader=SimpleNamespace(dataset=dataset),
        test_evaluator=SimpleNamespace(metrics=metrics),
    )
    PreflightHook().before_test(runner)


def test_a_label_map_that_fits(tmp_path):
    check(ava(tmp_path, (1, 3), 4), 4)
    check(ava(tmp_path, (1, 3), 3, custom=[1, 3]), 3)
    check(ava(tmp_path, (1, 3), 81), 81)  # as MMAction2's default


def test_data_with_actions_beyond_the_head(tmp_path):
    with pytest.raises(
        ValueError,
        match=r'the head has 4 outputs \(the background and actions 1 to 3\), '
        r'the test data 4, and .*list\.pbtxt goes on to action 9',
    ):
        check(ava(tmp_path, (1, 3, 9), 4), 4)


def test_data_of_another_number_than_the_head(tmp_path):
    with pytest.raises(ValueError, match='head has 5 classes, the test data'):
        check(ava(tmp_path, (1, 3), 81), 5)


@pytest.mark.parametrize(
    'ids, num_classes, message',
    [
        ((1, 3), 81, 'the metric 81, and .* action 3: .*num_classes=4 to'),
        ((1, 3, 9), 4, 'the metric 4, and .* action 9: .*num_classes=10 to'),
    ],
)
def test_a_metric_of_another_head(tmp_path, ids, num_classes, message):
    data = ava(tmp_path, (1, 3), 4)
    csv, labels = str(tmp_path / 'val.csv'), label_map(tmp_path, *ids)
    data.label_file = None
    metric = AVAMetric(csv, None, labels, num_classes=num_classes)
    with pytest.raises(ValueError, match=message):
        check(data, 4, metric)
    labels = label_map(tmp_path, 1, 3)
    check(data, 4, AVAMetric(csv, None, labels, num_classes=4))


def test_tubes_with_the_label_map_of_other_annotations(tmp_path):
    """Before the first step, not at the first batch of the validation."""
    data = SimpleNamespace(metainfo=dict(classes=['action 1', 'action 2']))
    metric = AVATubeMetric('val.csv', label_map(tmp_path, 1, 2, 3))
    metric.dataset_meta = data.metainfo
    with pytest.raises(ValueError, match=r'other actions than .*\(3 and 2\)'):
        check(data, 2, metric, of_detector=False)
    metric = AVATubeMetric('val.csv', label_map(tmp_path, 1, 2))
    metric.dataset_meta = data.metainfo
    check(data, 2, metric, of_detector=False)
