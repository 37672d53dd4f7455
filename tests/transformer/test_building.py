"""Parts from a name, a dict, a class or a module."""

import pytest
from torch import nn

from stn_action.transformer import SpatialTransformer
from stn_action.transformer.building import build_part

TABLE = dict(linear=nn.Linear, relu=nn.ReLU)


def test_name_dict_class_and_module():
    assert isinstance(build_part('relu', TABLE, 'layer'), nn.ReLU)
    layer = build_part(
        dict(type='linear', out_features=3), TABLE, 'layer', in_features=2
    )
    assert layer.weight.shape == (3, 2)
    assert isinstance(build_part(dict(type=nn.Tanh), TABLE, 'layer'), nn.Tanh)
    assert build_part(layer, TABLE, 'layer') is layer


def test_a_config_overrides_the_defaults_and_stays_as_it_was():
    cfg = dict(type='linear', in_features=5, out_features=3)
    layer = build_part(cfg, TABLE, 'layer', in_features=2)
    assert layer.in_features == 5
    assert cfg == dict(type='linear', in_features=5, out_features=3)


def test_unknown_names_list_the_known_ones():
    with pytest.raises(KeyError, match="unknown layer 'conv'.*linear, relu"):
        build_part('conv', TABLE, 'layer')


@pytest.mark.parametrize('cfg', [dict(size=3), 7, None, ['relu']])
def test_other_kinds_are_refused(cfg):
    with pytest.raises(TypeError, match='layer must be a name, a dict'):
        build_part(cfg, TABLE, 'layer')


def test_a_transformer_names_its_wrong_part():
    with pytest.raises(KeyError, match="unknown transformation 'rotation'"):
        SpatialTransformer(transformation='rotation')
    with pytest.raises(KeyError, match="unknown localisation network 'R50'"):
        SpatialTransformer(localisation='R50')
