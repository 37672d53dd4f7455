# Fine-tuning a recogniser and the STN before it, SGD, for a batch of 8.
_base_ = 'sgd_15e.py'
optim_wrapper = dict(
    constructor='STNOptimWrapperConstructor', optimizer=dict(lr=0.005)
)
custom_hooks = [dict(type='STNHealthHook')]
auto_scale_lr = dict(enable=False, base_batch_size=8)
