"""A process of test_two_processes: gradients of its share of the batch.

``torchrun --nproc_per_node=2 ddp_gradients.py OUT.pt``
"""
import sys

import torch
from mmengine.dist import get_rank, get_world_size, init_dist
from mmengine.model import MMDistributedDataParallel
from mmengine.registry import init_default_scope
from tiny_recognizers import CASES, STN, build, samples


def recogniser():
    """Batch norm by running statistics: those of a batch would differ."""
    cfg = CASES['2d'][0]()
    cfg['backbone'].update(
        num_stages=1, strides=(2, ), dilations=(1, ), out_indices=(0, ))
    cfg['cls_head']['in_channels'] = 64
    init_default_scope('mmaction')
    model = build(
        dict(
            cfg,
            type='STNRecognizer2D',
            stn=STN,
            loss_refocus=dict(type='RefocusLoss')))
    for parameter in model.stn.localisation.regressor.parameters():
        torch.nn.init.normal_(parameter, std=.2)
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


if __name__ == '__main__':
    init_dist('pytorch', backend='gloo')
    model = MMDistributedDataParallel(recogniser())
    x, data_samples = batch()
    mine = slice(get_rank(), None, get_world_size())
    found = gradients(model, x[mine], data_samples[mine])
    if get_rank() == 0:
        torch.save(found, sys.argv[1])
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()
