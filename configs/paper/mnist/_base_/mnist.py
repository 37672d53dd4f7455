# MNIST, distorted anew each time a digit is read; the test set is distorted
# once. STN_MNIST names the data: an .npz file or torchvision's folder.
_base_ = ['../../../_base_/default_runtime.py', './schedule.py']
custom_imports = dict(imports=['stn_action', 'stn_action.experiments.paper'])
data_path = '{{$STN_MNIST:data/mnist/mnist.npz}}'
train_dataloader = dict(
    batch_size=128,
    num_workers=0,
    sampler=dict(type='InfiniteSampler', shuffle=True),
    dataset=dict(
        type='MNISTDataset', data_path=data_path, split='train', distortion='R'
    ),
)
val_dataloader = dict(
    batch_size=500,
    num_workers=0,
    sampler=dict(type='DefaultSampler', shuffle=False),
    dataset=dict(
        type='MNISTDataset',
        data_path=data_path,
        split='test',
        distortion='R',
        seed=0,
    ),
)
test_dataloader = val_dataloader
val_evaluator = dict(
    type='AccMetric',
    metric_list=('top_k_accuracy',),
    metric_options=dict(top_k_accuracy=dict(topk=(1,))),
)
test_evaluator = val_evaluator
log_processor = dict(by_epoch=False, window_size=50)
default_hooks = dict(
    logger=dict(interval=50, interval_exp_name=100000),
    checkpoint=dict(interval=600, by_epoch=False, max_keep_ckpts=1),
)
custom_hooks = [dict(type='ChannelsLastHook', whole_model=True)]
randomness = dict(seed=0)
