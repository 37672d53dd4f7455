# Loose crops of 128 px: the digits are as large as in the tight ones, and
# have to be found. One more pooling keeps the fully connected layers' size.
_base_ = './svhn.py'
fc_width = _base_.fc_width
_crop = dict(size=128, context=2.6, shift=0.2)
train_dataloader = dict(dataset=dict(pipeline=dict(crop=_crop)))
val_dataloader = dict(dataset=dict(pipeline=dict(crop=dict(**_crop, seed=0))))
test_dataloader = val_dataloader
model = dict(
    backbone=dict(
        size=128,
        layers='conv[48,5,1,2]-max[2]-conv[64,5,1,2]-conv[128,5,1,2]-max[2]-'
        'conv[160,5,1,2]-conv[192,5,1,2]-max[2]-conv[192,5,1,2]-'
        f'conv[192,5,1,2]-max[2]-conv[192,5,1,2]-max[2]-fc[{fc_width}]-dropout[0.5]-fc[{fc_width}]-'
        f'dropout[0.5]-fc[{fc_width}]',
    )
)
