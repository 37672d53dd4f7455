# The parts of a schedule of one cycle; its length is its child's.
warm_up = dict(type='LinearLR', start_factor=0.05, end=50, by_epoch=False)
cosine = dict(
    type='CosineAnnealingLR', eta_min_ratio=0.01, begin=50, by_epoch=False
)
