# Baseline: no STN; beside the crop the recogniser sees a random window of it,
# and averages over both. It shows how much a second view gains by itself.
_base_ = 'tsn_efficientnet-lite0-frozen_1x1x3-10e_jhmdb-loose-boxes.py'
custom_imports = dict(
    imports=['stn_action', 'stn_action.experiments.second_view']
)
order = _base_.order
order.insert(order.index('flip'), 'second_view')
_second_view = dict(type='RandomSecondView', scale=(0.5, 1.0))
train_dataloader = dict(
    dataset=dict(pipeline=dict(order=order, second_view=_second_view))
)
val_dataloader = dict(
    dataset=dict(
        pipeline=dict(order=order, second_view=dict(**_second_view, seed=0))
    )
)
test_dataloader = val_dataloader
