# axis_aligned, learning rate 1e-5 of the backbone's. Use it as _base_.stn:
#   model = dict(type='STNRecognizer2D', stn=_base_.stn)
#   optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
custom_imports = dict(imports=['stn_action'])
custom_hooks = [dict(type='STNHealthHook')]
stn = dict(
    type='SpatialTransformer',
    localisation=dict(type='LargeKernelConv', kernel_sizes=(9, 7, 5, 5)),
    transformation='axis_aligned',
    thumbnail_size=64,
    lr_mult=1e-5)
