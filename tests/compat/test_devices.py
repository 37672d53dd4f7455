"""Processes, mixed precision, bfloat16 scores, checkpointing, compilation."""

import mmengine.dist.utils as dist_utils
import mmengine.runner.activation_checkpointing as checkpointing
import pytest
import torch
from mmaction.models.heads import BaseHead, OmniHead, RGBPoseHead
from mmaction.structures import ActionDataSample
from mmengine.device import get_device
from mmengine.model import (
    BaseDataPreprocessor,
    BaseModel,
    MMDistributedDataParallel,
)
from mmengine.optim import AmpOptimWrapper
from mmengine.runner.activation_checkpointing import (
    turn_on_activation_checkpointing,
)
from mmengine.runner.amp import autocast

from stn_action.compat import (
    activation_checkpointing,
    bfloat16_scores,
    compiled_samples,
    cpu_amp,
    cpu_distributed,
)

needs_cpu = pytest.mark.skipif(
    get_device() != 'cpu', reason='upstream is repaired only without a GPU'
)


class Model(BaseModel):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(4, 1, bias=False)
        torch.nn.init.ones_(self.linear.weight)

    def forward(self, inputs, mode='loss'):
        out = self.linear(inputs)
        self.seen_dtype = out.dtype
        return dict(loss=out.sum())


@pytest.fixture
def process_group(tmp_path, monkeypatch):
    """Options of init_process_group for one process, without a port."""
    monkeypatch.setenv('RANK', '0')
    monkeypatch.setenv('LOCAL_RANK', '0')
    yield dict(init_method=f'file://{tmp_path}/store', rank=0, world_size=1)
    if torch.distributed.is_initialized():
        torch.distributed.destroy_process_group()


@needs_cpu
@pytest.mark.parametrize('launcher', ['pytorch', 'mpi', 'slurm'])
def test_process_group_and_ddp(launcher, process_group, monkeypatch):
    for name, value in dict(
        OMPI_COMM_WORLD_LOCAL_RANK=0,
        OMPI_COMM_WORLD_SIZE=1,
        OMPI_COMM_WORLD_RANK=0,
        MASTER_ADDR='127.0.0.1',
        SLURM_PROCID=0,
        SLURM_NTASKS=1,
        SLURM_NODELIST='localhost',
        SLURM_LOCALID=0,
    ).items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setattr(
        dist_utils.subprocess, 'getoutput', lambda command: '127.0.0.1'
    )  # asks scontrol
    launch = getattr(dist_utils, f'_init_dist_{launcher}')
    launch('nccl', **process_group)
    assert dist_utils.get_backend() == 'gloo'
    ddp = MMDistributedDataParallel(Model(), device_ids=[0])
    optim_wrapper = AmpOptimWrapper(
        optimizer=torch.optim.SGD(ddp.parameters(), lr=1.0)
    )
    ddp.train_step(dict(inputs=torch.full((2, 4), 0.25)), optim_wrapper)
    # d loss / d weight is the sum of the two inputs: 0.5 each.
    assert ddp.module.linear.weight.tolist() == [[0.5] * 4]


@needs_cpu
def test_launcher_defect_is_recognised(monkeypatch):
    monkeypatch.setattr(
        dist_utils,
        '_init_dist_pytorch',
        dist_utils._init_dist_pytorch.__wrapped__,
    )
    assert cpu_distributed.is_needed()


@needs_cpu
@pytest.mark.parametrize(
    'loss_scale', ['dynamic', 512.0, dict(init_scale=2.0)]
)
def test_amp_on_a_cpu(loss_scale):
    model = Model()
    wrapper = AmpOptimWrapper(
        loss_scale=loss_scale,
        optimizer=torch.optim.SGD(model.parameters(), lr=1.0),
        clip_grad=dict(max_norm=100.0),
    )
    model.train_step(dict(inputs=torch.full((2, 4), 0.25)), wrapper)
    assert model.seen_dtype == torch.bfloat16
    assert model.linear.weight.dtype == torch.float32
    assert model.linear.weight.tolist() == [
        [0.5] * 4
    ]  # the loss is not scaled
    wrapper.load_state_dict(wrapper.state_dict())


@needs_cpu
def test_amp_takes_no_other_type_on_a_cpu():
    model = Model()
    wrapper = AmpOptimWrapper(
        dtype='float16', optimizer=torch.optim.SGD(model.parameters(), lr=1.0)
    )
    with pytest.raises(AssertionError, match='only support `torch.bfloat16`'):
        model.train_step(dict(inputs=torch.ones(2, 4)), wrapper)


@needs_cpu
def test_amp_defect_is_recognised(monkeypatch):
    monkeypatch.setattr(
        AmpOptimWrapper, '__init__', AmpOptimWrapper.__init__.__wrapped__
    )
    assert cpu_amp.is_needed()
    cpu_amp.install()
    assert not cpu_amp.is_needed()


class Head(BaseHead):
    def forward(self, x):
        return x


def samples(*labels):
    return [ActionDataSample().set_gt_label(label) for label in labels]


SCORES = torch.tensor([[4.0, 1.0, 0.0], [0.0, 2.0, 1.0]], dtype=torch.bfloat16)


def test_bfloat16_loss(mmaction_scope):
    head = Head(3, 3, topk=(1,))
    losses = head.loss_by_feat(SCORES, samples(0, 2))
    assert losses['top1_acc'] == 0.5
    assert losses['loss_cls'].dtype == torch.float32
    assert losses == head.loss_by_feat(SCORES.float(), samples(0, 2))


@pytest.mark.parametrize('average_clips', ['prob', 'score'])
def test_bfloat16_prediction(average_clips, mmaction_scope):
    """AccMetric turns the scores into NumPy arrays."""
    head = Head(3, 3, average_clips=average_clips)
    with autocast(device_type='cpu'):
        done = head.predict_by_feat(SCORES, samples(0, 2))
    assert [sample.pred_label.item() for sample in done] == [0, 1]
    assert done[0].pred_score.numpy().dtype == 'float32'


def test_bfloat16_loss_of_other_heads(mmaction_scope):
    head = OmniHead(image_classes=3, video_classes=3, in_channels=3)
    assert head.loss_by_feat(SCORES, samples(0, 2))['top1_acc'] == 0.5
    head = RGBPoseHead(num_classes=3, in_channels=(3, 3))
    losses = head.loss_by_feat(dict(rgb=SCORES, pose=SCORES), samples(0, 2))
    assert losses['rgb_top1_acc'] == losses['pose_top1_acc'] == 0.5


def test_other_types_stay_as_they_are(mmaction_scope):
    seen = []
    head = Head(3, 3)
    head.average_clip = lambda scores, num_segs: seen.append(scores) or scores
    head.predict_by_feat(SCORES.half(), samples(0, 2))
    assert seen[0].dtype == torch.float16


def test_bfloat16_defect_is_recognised(monkeypatch):
    monkeypatch.setattr(
        BaseHead, 'loss_by_feat', BaseHead.loss_by_feat.__wrapped__
    )
    assert bfloat16_scores.is_needed()
    bfloat16_scores.install()
    assert not bfloat16_scores.is_needed()


def test_checkpointed_modules_learn():
    """Though the pixels that they see ask for no gradient."""
    model = Model()
    turn_on_activation_checkpointing(model, ['linear'])
    model(torch.full((2, 4), 0.25))['loss'].backward()
    assert model.linear.weight.grad.tolist() == [[0.5] * 4]


def test_checkpointing_defect_is_recognised(monkeypatch):
    monkeypatch.setattr(
        checkpointing, 'checkpoint', torch.utils.checkpoint.checkpoint
    )
    assert activation_checkpointing.is_needed()
    activation_checkpointing.install()
    assert not activation_checkpointing.is_needed()


def test_compilation_defect_is_recognised(monkeypatch):
    """That it is repaired, ``tests/models/test_training_modes.py`` shows."""
    cast_data = BaseDataPreprocessor.cast_data
    monkeypatch.setattr(
        BaseDataPreprocessor, 'cast_data', cast_data._torchdynamo_orig_callable
    )
    assert compiled_samples.is_needed()
    compiled_samples.install()
    assert not compiled_samples.is_needed()
