# The transformers of ST-CNN Single and Multi, as the model's keys.
multi = dict(
    stn=dict(
        localisation=dict(type='PaperLocalisation', layers='svhn_multi'),
        transformation='affine',
    ),
    stn_before=(0, 1, 2, 3),
)
single = dict(
    localisation=dict(type='PaperLocalisation', layers='svhn_single'),
    transformation='affine',
    looks_at=dict(type='FeatureMap'),
)
