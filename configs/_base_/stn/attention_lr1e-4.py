# Attention view, learning rate 1e-4 of the backbone's (for SGD).
# Beside it in _base_, a recogniser's config needs these lines:
#   custom_imports = dict(imports=['stn_action'])
#   model = dict(type='STNRecognizer2D', stn=_base_.stn)
#   optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
#   custom_hooks = [dict(type='STNHealthHook')]
stn = dict(
    type='SpatialTransformer',
    localisation=dict(type='LargeKernelConv', kernel_sizes=(9, 7, 5, 5)),
    transformation='attention',
    thumbnail_size=64,
    lr_mult=1e-4,
)
