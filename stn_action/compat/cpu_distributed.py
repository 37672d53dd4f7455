"""MMEngine 0.10.7 assumes GPUs as soon as there is more than one process.

Where: the launchers in ``mmengine/dist/utils.py`` call
``torch.cuda.set_device`` and take the backend 'nccl' whatever the device, and
``Runner.wrap_model`` (``mmengine/runner/runner.py``) passes
``device_ids=[LOCAL_RANK]``, which DistributedDataParallel refuses for a module
on the CPU. It also leaves the process group open at the end: gloo's threads
then outlive the interpreter, and one that still asks for the interpreter's
lock now and then aborts a process that has done its work ("terminate called
without an active exception"). Nothing is changed where there is a GPU.
"""

import atexit
import functools
import gc
import os
from unittest import mock

import mmengine.dist.utils as dist_utils
import torch
from mmengine.device import get_device
from mmengine.model import MMDistributedDataParallel

_LAUNCHERS = ('_init_dist_pytorch', '_init_dist_mpi', '_init_dist_slurm')


def is_needed() -> bool:
    if get_device() != 'cpu':
        return False
    with (
        mock.patch.object(torch.distributed, 'init_process_group'),
        mock.patch.dict(os.environ, RANK='0', LOCAL_RANK='0'),
    ):
        try:
            dist_utils._init_dist_pytorch('gloo')
        except (RuntimeError, AssertionError):  # from torch.cuda.set_device
            return True
    return False


def _leave() -> None:
    """End gloo's threads while there is an interpreter."""
    if torch.distributed.is_initialized():
        torch.distributed.destroy_process_group()
    # The runner and its DDP model, which holds the group, are garbage by now,
    # but in cycles.
    gc.collect()


def _without_gpu(launch):
    """A launcher that sets no GPU and takes gloo for nccl until exit."""

    @functools.wraps(launch)
    def init_dist(backend, *args, **kwargs):
        with mock.patch.object(torch.cuda, 'set_device', lambda device: None):
            launch('gloo' if backend == 'nccl' else backend, *args, **kwargs)
        atexit.register(_leave)

    return init_dist


def install() -> None:
    if not is_needed():
        return
    for name in _LAUNCHERS:
        setattr(dist_utils, name, _without_gpu(getattr(dist_utils, name)))

    init = MMDistributedDataParallel.__init__

    @functools.wraps(init)
    def __init__(self, module, *args, **kwargs):
        kwargs['device_ids'] = None
        init(self, module, *args, **kwargs)

    MMDistributedDataParallel.__init__ = __init__
