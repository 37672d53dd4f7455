# AVA v2.2 as person tubes: one a person and key frame, several actions each.
# Build the annotations with tools/data/ava/build_annotations.py; the folder
# is data/ava or that of the environment variable AVA_ROOT.
_base_ = 'tube_loaders.py'
data_root = '{{$AVA_ROOT:data/ava}}'
data_prefix = dict(video='{{$AVA_VIDEOS:videos}}')
num_classes = 60

_dataset = dict(data_root=data_root, data_prefix=data_prefix, multi_class=True)
# The clips hold 2 seconds around the key frame, as the annotations are built.
_clip = dict(**_base_.clip_8x4x1, crop=dict(size=256, context=1.4))
train_dataloader = dict(
    batch_size=8,
    num_workers=8,
    dataset=dict(
        **_dataset,
        ann_file='ava_train.json',
        pipeline=dict(**_clip, noise=dict(type='TubeBoxNoise', level=0.5)),
    ),
)
val_dataloader = dict(
    batch_size=8,
    num_workers=8,
    dataset=dict(**_dataset, ann_file='ava_val.json', pipeline=_clip),
)
test_dataloader = val_dataloader

val_evaluator = dict(
    type='AVATubeMetric',
    ann_file=f'{data_root}/annotations/ava_val_v2.2.csv',
    exclude_file=f'{data_root}/annotations/'
    'ava_val_excluded_timestamps_v2.2.csv',
    label_file=f'{data_root}/annotations/'
    'ava_action_list_v2.2_for_activitynet_2019.pbtxt',
)
test_evaluator = val_evaluator
