# Parameters, gradients and optimiser states sharded over the processes, by
# PyTorch's FSDP. The STN's parameter group needs use_orig_params. A gradient
# must not be clipped (clip_grad): each process knows but its shard's norm.
# Without GPUs add --cfg-options strategy.model_wrapper.device_id=cpu
runner_type = 'FlexibleRunner'
strategy = dict(
    type='FSDPStrategy',
    model_wrapper=dict(
        type='MMFullyShardedDataParallel', use_orig_params=True
    ),
    state_dict_cfg='full',
)
