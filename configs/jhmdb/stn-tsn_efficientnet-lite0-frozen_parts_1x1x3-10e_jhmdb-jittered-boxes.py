# The person, its upper and its lower half, each with a classifier of its own,
# behind the released front end. Trained on jittered true boxes, tested on
# loose ones. Views are cut out of the crop, so it has as many pixels in the
# training as in the test: a half of the person is 128 px of it.
_base_ = [
    '../_base_/stn/person-front-end_parts.py',
    '../_base_/models/tsn_efficientnet-lite0_frozen.py',
    '../_base_/datasets/jhmdb_person_tubes_surroundings.py',
    '../_base_/training_noise.py',
    '../_base_/schedules/sgd_10e_head.py',
    '../_base_/default_runtime.py',
]
model = dict(
    type='STNRecognizer2D',
    **dict(_base_.front_end, stn=dict(_base_.stn, output_size=112)),
    # The classification loss does not move a view at 1e-3 to 1e-5 of the
    # rate, and without its gradient the training needs no backward pass.
    detach_view=True,
    cls_head=dict(type='TSNViewsHead', num_views=3, in_channels=3 * 1280),
    data_preprocessor=dict(type='STNDataPreprocessor'),
)
find_unused_parameters = True  # of distributed training
train_dataloader = dict(
    dataset=dict(
        pipeline=dict(
            noise=_base_.recogniser_noise, crop=dict(size=480, context=2.0)
        )
    )
)
