# stn_sgd_15e.py with the optimiser constructor of TSM: no weight decay on
# biases and norms, and the head learns five times as fast.
_base_ = 'stn_sgd_15e.py'
optim_wrapper = dict(
    paramwise_cfg=dict(
        _delete_=True,
        base_constructor='TSMOptimWrapperConstructor',
        fc_lr5=True,
    )
)
