# Weizmann person tubes of a real, loose detector; 3 frames a clip (TSN).
# Build the annotations with tools/data/weizmann/build_annotations.py; the
# folder is data/weizmann or that of the environment variable WEIZMANN_ROOT.
# The folds (WEIZMANN_FOLD) leave actors out.
#
# There are no true boxes. Training adds some noise to the detector's boxes as
# augmentation. Validation uses them unchanged, also as the target.
_base_ = 'tube_loaders_decode_once.py'
data_root = '{{$WEIZMANN_ROOT:data/weizmann}}'
data_prefix = dict(video='{{$WEIZMANN_VIDEOS:videos}}')
num_classes = 10

# HOG's boxes leave a margin around the person already.
_crop = dict(context=1.0, target_margin=1.0)
_files = dict(data_root=data_root, data_prefix=data_prefix)
train_dataloader = dict(
    batch_size=8,
    dataset=dict(
        **_files,
        ann_file='weizmann_fold{{$WEIZMANN_FOLD:0}}_train.json',
        pipeline=dict(noise=dict(type='TubeBoxNoise', level=0.2), crop=_crop),
    ),
)
val_dataloader = dict(
    batch_size=30,
    dataset=dict(
        **_files,
        ann_file='weizmann_fold{{$WEIZMANN_FOLD:0}}_val.json',
        pipeline=dict(
            noise=dict(type='TubeBoxNoise', level=0.0, seed=0), crop=_crop
        ),
    ),
)
test_dataloader = val_dataloader
