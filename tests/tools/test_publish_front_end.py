"""A training's checkpoint becomes a small file of the stn alone."""

import pytest
import torch

from tools.deployment.publish_front_end import main, publish


def test_only_the_stn_is_left_in_half_precision(tmp_path, capsys):
    weight = torch.rand(3, 2)
    state = {
        'stn.a.weight': weight,
        'stn.a.num_batches_tracked': torch.tensor(7),
        'backbone.weight': torch.rand(2),
    }
    source, out = str(tmp_path / 'in.pth'), str(tmp_path / 'out.pth')
    torch.save(dict(state_dict=state, optimizer=1), source)
    main([source, out])
    assert 'sha256' in capsys.readouterr().out
    found = torch.load(out, weights_only=True)['state_dict']
    assert found.keys() == {'stn.a.weight', 'stn.a.num_batches_tracked'}
    torch.testing.assert_close(found['stn.a.weight'], weight.half())
    assert found['stn.a.num_batches_tracked'] == 7
    with pytest.raises(SystemExit, match='out.pth exists: give another name'):
        main([source, out])


def test_a_recogniser_without_an_stn_is_refused(tmp_path):
    torch.save({'backbone.weight': torch.rand(2)}, tmp_path / 'in.pth')
    with pytest.raises(ValueError, match='has no weights of an stn'):
        publish(str(tmp_path / 'in.pth'), str(tmp_path / 'out.pth'))
