# The localisation network alone, from random initialisation, on the re-focus
# loss: no recogniser in the loop; it reads early maps of the frozen backbone.
# Its checkpoint is the stn_checkpoint of the recognisers.
_base_ = [
    '../stn/attention-efficientnet-lite0.py',
    'tsn_efficientnet-lite0_frozen.py',
]
model = dict(
    _delete_=True,
    type='STNRefocuser',
    stn=_base_.stn,
    loss_refocus=dict(type='RefocusLoss'),
    backbone=_base_.model.backbone,
    jitter=dict(),
    data_preprocessor=dict(
        **{**_base_.model.data_preprocessor, **_base_.pixels}
    ),
)
