"""``num_classes=None`` is that of the annotation file."""

import json

import pytest
from mmengine.config import Config

from stn_action.cli.fill_classes import fill_num_classes


def config(folder, num_classes, **names) -> Config:
    names = names or dict(train='train.json', test='val.json')
    return Config(
        dict(
            model=dict(cls_head=dict(num_classes=num_classes)),
            **{
                f'{part}_dataloader': dict(
                    dataset=dict(
                        type='PersonTubeDataset',
                        data_root=str(folder),
                        ann_file=name,
                    )
                )
                for part, name in names.items()
            },
        )
    )


@pytest.fixture
def folder(tmp_path):
    for name, classes in (('train', 'abc'), ('val', 'abcd')):
        content = dict(metainfo=dict(classes=list(classes)), data_list=[])
        (tmp_path / f'{name}.json').write_text(json.dumps(content))
    return tmp_path


def test_it_is_that_of_the_training(folder):
    cfg = config(folder, None)
    fill_num_classes(cfg)
    assert cfg.model.cls_head.num_classes == 3


def test_it_is_that_of_the_test_where_the_training_is_not_there(folder):
    cfg = config(folder, None, train='gone.json', test='val.json')
    fill_num_classes(cfg)
    assert cfg.model.cls_head.num_classes == 4


def test_a_number_is_kept(folder):
    cfg = config(folder, 7)
    fill_num_classes(cfg)
    assert cfg.model.cls_head.num_classes == 7


def test_no_file(folder):
    with pytest.raises(ValueError, match=r'looked at .*gone\.json\): correct'):
        fill_num_classes(config(folder, None, train='gone.json'))
