# JHMDB person tubes, cut from frames at loose boxes; 3 frames a clip (TSN).
# Build the annotations with tools/data/jhmdb/build_annotations.py; the folder
# is data/jhmdb or that of the environment variable JHMDB_ROOT.
#
# Use Decord for JHMDB, not OpenCV or PyAV: its frame numbers are right. OpenCV
# and PyAV count 3 to 8 frames too many in each file, and about a sixth of the
# frames that OpenCV seeks are two too early.
_base_ = 'tube_loaders_decode_once.py'
data_root = '{{$JHMDB_ROOT:data/jhmdb}}'
data_prefix = dict(video='{{$JHMDB_VIDEOS:videos}}')
num_classes = 21

_files = dict(data_root=data_root, data_prefix=data_prefix)
train_dataloader = dict(
    dataset=dict(
        **_files,
        ann_file='jhmdb_fold{{$JHMDB_FOLD:0}}_train.json',
        pipeline=dict(noise=dict(type='TubeBoxNoise', level=1.0)),
    )
)
val_dataloader = dict(
    dataset=dict(
        **_files,
        ann_file='jhmdb_fold{{$JHMDB_FOLD:0}}_val.json',
        pipeline=dict(noise=dict(type='TubeBoxNoise', level=1.0, seed=0)),
    )
)
test_dataloader = val_dataloader
