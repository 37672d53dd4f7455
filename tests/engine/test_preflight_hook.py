"""Data, head and checkpoint that do not fit are refused, with one line."""

import pytest
import torch
from mmengine.runner import Runner
from torch import nn
from torch.utils.data import Dataset

import stn_action  # noqa: F401
from stn_action.models.class_counts import check_finite_weights
from tests.engine.resumable import Dropping

COUNT = 4


class Labelled(Dataset):
    """Of ``classes`` that are stated, or of labels alone."""

    def __init__(self, classes=None, labels=(0, 1)):
        self.metainfo = dict(classes=classes) if classes else {}
        self.labels = labels

    def __len__(self):
        return COUNT

    def get_data_info(self, index):
        return dict(label=self.labels[index % len(self.labels)])

    def __getitem__(self, index):
        return dict(inputs=torch.ones(4) * index)


class Headed(Dropping):
    def __init__(self, classes=2):
        super().__init__()
        self.cls_head = nn.Linear(1, classes)
        self.cls_head.num_classes = classes

    def forward(self, inputs, mode='tensor'):
        out = self.cls_head(self.net(torch.stack(inputs)))
        if mode == 'loss':
            return dict(loss=out.square().mean())
        return [dict(out=value.sum().item()) for value in out]


def runner(tmp_path, classes=2, data=None, **kwargs):
    loader = dict(
        batch_size=2,
        dataset=data or Labelled('ab'),
        sampler=dict(type='DefaultSampler', shuffle=False),
    )
    test = dict(
        test_dataloader=loader,
        test_cfg=dict(),
        test_evaluator=dict(type='mmengine.DumpResults')
        | dict(out_file_path=str(tmp_path / 'out.pkl')),
    )
    train = dict(
        train_dataloader=loader,
        train_cfg=dict(by_epoch=True, max_epochs=1),
        optim_wrapper=dict(optimizer=dict(type='SGD', lr=0.1)),
    )
    kwargs = {**train, **test, **kwargs}
    return Runner(
        model=dict(type=Headed, classes=classes),
        work_dir=str(tmp_path),
        custom_hooks=[dict(type='PreflightHook')],
        default_scope='mmaction',
        experiment_name=f'preflight{tmp_path.name}{len(kwargs)}',
        **kwargs,
    )


@pytest.mark.parametrize(
    'data, message',
    [
        (Labelled('abc'), 'the head has 2 classes, the training data have 3'),
        (Labelled('a'), 'the head has 2 classes, the training data have 1'),
        (
            Labelled(labels=[0, 2]),
            r'2 classes \(labels 0 to 1\), but a label of the training data '
            'is 2',
        ),
        (Labelled(labels=[[0, 1], [2]]), 'a label of the training data is 2'),
    ],
)
def test_training_data_of_another_head(tmp_path, data, message):
    with pytest.raises(ValueError, match=message):
        runner(tmp_path, data=data).train()


@pytest.mark.parametrize(
    'data', [Labelled('ab'), Labelled(labels=[0]), Labelled(labels=[[]])]
)
def test_data_that_fit(tmp_path, data):
    runner(tmp_path, data=data).train()


def saved(tmp_path, model):
    path = tmp_path / 'c.pth'
    torch.save(dict(state_dict=model.state_dict(), meta={}), path)
    return str(path)


def test_test_data_of_another_head(tmp_path):
    path = saved(tmp_path, Headed())
    with pytest.raises(ValueError, match='the test data have 3'):
        runner(tmp_path, data=Labelled('abc'), load_from=path).test()


def test_a_checkpoint_of_another_head(tmp_path):
    """MMEngine says so in the log and tests a random head."""
    path = saved(tmp_path, Headed(2))
    with pytest.raises(
        ValueError,
        match=r'c\.pth is of a head for 2 outputs, the config of one for 3 '
        r'\(cls_head\.weight\)',
    ):
        runner(tmp_path, 3, Labelled('abc'), load_from=path).test()


def test_a_checkpoint_of_another_model(tmp_path):
    path = saved(tmp_path, nn.Linear(2, 2))
    with pytest.raises(ValueError, match='of another model: 1. weights are'):
        runner(tmp_path, load_from=path).test()


@pytest.mark.parametrize('value', [float('nan'), float('inf')])
def test_weights_that_are_not_finite(tmp_path, value):
    model = Headed()
    model.net[0].weight.data[1, 2] = value
    path = saved(tmp_path, model)
    with pytest.raises(ValueError, match=r'not finite .*such as net\.0\.weig'):
        runner(tmp_path, load_from=path).test()


def test_a_checkpoint_that_fits(tmp_path):
    runner(tmp_path, load_from=saved(tmp_path, Headed())).test()


def test_fine_tuning_starts_from_another_head(tmp_path):
    path = saved(tmp_path, Headed(5))
    runner(tmp_path, load_from=path).train()


def test_whole_numbers_are_finite():
    check_finite_weights(dict(count=torch.tensor(3)), 'c.pth')
