# Each video is decoded just once where the environment variable FRAME_CACHE
# names a folder.
_base_ = 'tube_loaders.py'
_decode = dict(
    init=None,
    decode=dict(
        _delete_=True,
        type='DecodeOnce',
        decoder=[dict(type='DecordInit'), dict(type='DecordDecode')],
        cache_dir='{{$FRAME_CACHE:off}}',
    ),
)
train_dataloader = dict(dataset=dict(pipeline=_decode))
val_dataloader = dict(dataset=dict(pipeline=_decode))
test_dataloader = val_dataloader
