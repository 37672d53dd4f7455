# The released front end's network, trained on your data: see there.
# tools/fit.py --front-end train does it.
_base_ = (
    '../jhmdb/stn-refocus_attention-pixels_1x1x3-3000i_jhmdb-mixed-boxes.py'
)
data_root = 'data/mine'
data_prefix = dict(video='videos')
_files = dict(data_root=data_root, data_prefix=data_prefix)
_decode = dict(
    init=dict(_delete_=True, type='DecordInit'),
    decode=dict(_delete_=True, type='DecordDecode'),
)
train_dataloader = dict(
    dataset=dict(**_files, ann_file='train.json', pipeline=_decode)
)
# without clean_boxes the boxes themselves are the target
val_dataloader = dict(
    dataset=dict(**_files, ann_file='val.json', pipeline=_decode)
)
test_dataloader = val_dataloader
