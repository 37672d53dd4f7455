# Optimiser states sharded over the processes, by DeepSpeed's ZeRO stage 1
# (pip install 'deepspeed<0.16': MMEngine 0.10.7 needs modules that later ones
# have moved). The config that takes this as a base also needs
#   optim_wrapper = dict(type='DeepSpeedOptimWrapper')
# without clip_grad; clip by strategy.gradient_clipping.
runner_type = 'FlexibleRunner'
strategy = dict(
    type='DeepSpeedStrategy',
    zero_optimization=dict(stage=1),
    config=dict(zero_allow_untested_optimizer=True),
)  # PyTorch's own SGD
