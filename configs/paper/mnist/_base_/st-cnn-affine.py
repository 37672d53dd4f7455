# ST-CNN affine, for pictures of 28 px.
_base_ = 'model.py'
# Layers of the localisation network where pictures are larger than 28 px.
larger = 'max[2]-conv[20,5,1,0]-max[2]-conv[20,5,1,0]-max[2]-fc[20]'
model = dict(
    type='STNRecognizer2D',
    backbone=dict(
        size=28, layers='conv[16,9,1,0]-max[2]-conv[99,7,1,0]-max[2]'
    ),
    cls_head=dict(in_channels=396),
    stn=dict(
        localisation=dict(
            type='PaperLocalisation', layers='mnist_cnn', size=28
        ),
        transformation=dict(type='affine', min_scale=0.3, max_angle=2.0),
        looks_at=dict(type='FeatureMap', channels=1),
        sampler=dict(padding_mode='zeros'),
    ),
)
