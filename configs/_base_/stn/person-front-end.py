# The released front end: a view of the person for any recogniser, without any
# training. In a config:
#   _base_ = ['mmaction::...', 'stn_action::_base_/stn/person-front-end.py']
#   model = dict(type='STNRecognizer2D', **_base_.front_end)
# and crops of the person with surroundings, TubeCrop(context=2.0).
#
# The network looks at 64 px thumbnails of the box with context 1.4, and once
# more, from its own view, where that is far from the box. Its weights, trained
# by this project from random initialisation on JHMDB, come with the package;
# stn_action/weights holds their card.
stn = dict(
    type='SpatialTransformer',
    looks_at=dict(
        type='Thumbnail',
        size=64,
        coordinates=True,
        context=1.4,
        look_again=dict(below=0.7),
    ),
    localisation=dict(type='VotingConv'),
    transformation='attention',
    temporal='frame',
    lr_mult=1e-3,
    # Thetas of a clip that nearly agree are pulled together; a box that the
    # view nearly agrees with is kept; the backbone sees a little around it.
    steps=dict(
        order=['steady', 'keep_box', 'record', 'context', 'noise', 'parts'],
        steady=dict(type='Steady', error=0.09),
        keep_box=dict(type='KeepBox', iou=0.85, context=1.1),
        record=dict(type='Record'),
        context=dict(type='Context', factor=1.08),
    ),
)
front_end = dict(
    stn=stn, stn_checkpoint='stn_action://person-front-end_64px.pth'
)
