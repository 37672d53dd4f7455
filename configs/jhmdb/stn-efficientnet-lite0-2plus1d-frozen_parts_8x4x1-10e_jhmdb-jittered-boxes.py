# The 3-D recogniser with views of the person and of its halves: see the
# config of the 2-D recogniser (stn-tsn_..._parts_...). The temporal
# convolutions are the same for all views, the classifiers are not.
_base_ = [
    '../_base_/stn/person-front-end_parts.py',
    '../_base_/models/efficientnet-lite0-2plus1d_frozen.py',
    '../_base_/datasets/jhmdb_person_tubes_surroundings.py',
    '../_base_/training_noise.py',
    '../_base_/schedules/sgd_10e_head.py',
    '../_base_/default_runtime.py',
]
model = dict(
    type='STNRecognizer3D',
    **dict(_base_.front_end, stn=dict(_base_.stn, output_size=112)),
    detach_view=True,
    cls_head=dict(type='I3DViewsHead', num_views=3, in_channels=3 * 1280),
    data_preprocessor=dict(type='STNDataPreprocessor'),
)
find_unused_parameters = True  # of distributed training
_sampling = _base_.clip_8x4x1
train_dataloader = dict(
    dataset=dict(
        pipeline=dict(
            **_sampling,
            noise=_base_.recogniser_noise,
            crop=dict(size=480, context=2.0),
        )
    )
)
val_dataloader = dict(dataset=dict(pipeline=_sampling))
test_dataloader = val_dataloader
