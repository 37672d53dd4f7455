# The localisation network alone on a thumbnail's pixels, for any backbone.
_base_ = '../stn/attention.py'
model = dict(
    type='STNRefocuser',
    stn=_base_.stn,
    loss_refocus=dict(type='RefocusLoss'),
    data_preprocessor=dict(
        type='STNDataPreprocessor',
        mean=[127.5, 127.5, 127.5],
        std=[127.5, 127.5, 127.5],
        format_shape='NCTHW',
    ),
)
