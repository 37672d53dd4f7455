# The short budget of configs/paper/README.md, the same for every network:
# SGD, batches of 128. The paper: 150k iterations of 256 at 0.01, a tenth
# after each 50k.
train_cfg = dict(type='IterBasedTrainLoop', max_iters=600, val_interval=600)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')
optim_wrapper = dict(
    optimizer=dict(type='SGD', lr=0.03, momentum=0.9),
    paramwise_cfg=dict(custom_keys=dict(localisation=dict(lr_mult=0.1))),
    clip_grad=dict(max_norm=5))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.05, end=50, by_epoch=False),
    dict(
        type='MultiStepLR',
        milestones=[400, 520],
        gamma=0.1,
        by_epoch=False)
]
