# MMAction2's spatio-temporal detector whose RoI features are re-focused by an
# STN on a wider RoI. Needs full mmcv and mmdet (docs/full_mmcv.md).
_base_ = 'mmaction::detection/slowonly/slowonly_kinetics400-pretrained-r50_8xb16-4x16x1-20e_ava21-rgb.py'  # noqa: E501
custom_imports = dict(imports=['stn_action'])
model = dict(
    roi_head=dict(
        bbox_roi_extractor=dict(
            type='STNRoIExtractor3D',
            context=1.5,
            patch_size=16,
            stn=dict(
                looks_at=dict(type='FeatureMap', channels=2048),
                transformation='attention',
                localisation=dict(
                    type='LargeKernelConv',
                    kernel_sizes=(9, 7),
                    channels=(16, 32),
                ),
                lr_mult=1e-4,
            ),
        )
    )
)
optim_wrapper = dict(constructor='STNOptimWrapperConstructor')
custom_hooks = [dict(type='STNHealthHook')]
