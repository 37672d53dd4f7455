"""A process of test_two_processes: gradients of its share of the batch.

``torchrun --nproc_per_node=2 ddp_gradients.py FOLDER`` writes ``ddp.pt`` and
``fsdp.pt``.
"""

import sys
from pathlib import Path

import torch
from mmengine.config import Config
from mmengine.dist import get_rank, get_world_size, init_dist
from mmengine.model import (
    MMDistributedDataParallel,
    MMFullyShardedDataParallel,
)
from mmengine.registry import init_default_scope
from torch.distributed.fsdp import FullyShardedDataParallel

from tests.models.tiny_recognizers import CASES, STN, build, samples

CONFIGS = Path(__file__).resolve().parents[2] / 'configs'


def recognizer():
    """Batch norm by running statistics: those of a batch would differ."""
    cfg = CASES['2d'][0]()
    cfg['backbone'].update(
        num_stages=1, strides=(2,), dilations=(1,), out_indices=(0,)
    )
    cfg['cls_head']['in_channels'] = 64
    init_default_scope('mmaction')
    model = build(
        dict(
            cfg,
            type='STNRecognizer2D',
            stn=STN,
            loss_refocus=dict(type='RefocusLoss'),
        )
    )
    for parameter in model.stn.localisation.regressor.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    return model.eval()


def batch():
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(4, 3, 3, 64, 64, generator=generator)
    return x, samples(x.shape)


def gradients(model, x, data_samples) -> dict:
    """Of two passes; a gradient that the first left out stops the second."""
    for _ in range(2):
        model.zero_grad()
        losses = model(x, data_samples, mode='loss')
        (losses['loss_cls'] + losses['loss_refocus']).backward()
    model = getattr(model, 'module', model)
    return {n: p.grad for n, p in model.named_parameters()}


def fsdp_gradients(x, data_samples) -> dict:
    """Of sharded parameters, wrapped as of _base_/strategies/fsdp.py."""
    cfg = Config.fromfile(CONFIGS / '_base_/strategies/fsdp.py').strategy
    assert cfg.model_wrapper.pop('type') == 'MMFullyShardedDataParallel'
    model = MMFullyShardedDataParallel(
        recognizer(), device_id='cpu', **cfg.model_wrapper
    )
    gradients(model, x, data_samples)
    with FullyShardedDataParallel.summon_full_params(model, with_grads=True):
        return {
            name: param.grad.clone()
            for name, param in model.module.named_parameters()
        }


if __name__ == '__main__':
    init_dist('pytorch', backend='gloo')
    x, data_samples = batch()
    mine = slice(get_rank(), None, get_world_size())
    mine = x[mine], data_samples[mine]
    ddp = gradients(MMDistributedDataParallel(recognizer()), *mine)
    fsdp = fsdp_gradients(*mine)
    if get_rank() == 0:
        torch.save(ddp, Path(sys.argv[1]) / 'ddp.pt')
        torch.save(fsdp, Path(sys.argv[1]) / 'fsdp.pt')
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()
