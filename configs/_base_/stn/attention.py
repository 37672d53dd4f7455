# Attention view. The multiplier is of the backbone's learning rate, and for
# SGD: 1e-3, 1e-4 or 1e-5, by the preset attention_lr1e-3.py, ... or by
# --cfg-options model.stn.lr_mult=1e-3.
# Beside it in _base_, a recogniser's config needs these lines:
#   custom_imports = dict(imports=['stn_action'])
#   model = dict(type='STNRecognizer2D', stn=_base_.stn)
#   optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
#   custom_hooks = [dict(type='STNHealthHook')]
stn = dict(
    type='SpatialTransformer',
    localisation=dict(type='LargeKernelConv', kernel_sizes=(9, 7, 5, 5)),
    transformation='attention',
    looks_at=dict(type='Thumbnail', size=64),
    lr_mult=1e-4,
)
