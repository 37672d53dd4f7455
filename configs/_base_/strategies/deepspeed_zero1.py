# Optimiser states sharded over the processes, by DeepSpeed's ZeRO stage 1
# (pip install deepspeed). Clip by strategy.gradient_clipping, not clip_grad.
runner_type = 'FlexibleRunner'
strategy = dict(
    type='DeepSpeedStrategy', zero_optimization=dict(stage=1))
optim_wrapper = dict(type='DeepSpeedOptimWrapper')
