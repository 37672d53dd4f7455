# A 3-D recogniser of 21 actions behind an STN, as the model's keys. The STN
# learns at 1e-4 of the recogniser's rate; --cfg-options
# model.stn.lr_mult=1e-3, or in a child config model = dict(
# stn=dict(lr_mult=1e-3)), takes another multiplier.
_base_ = '../../_base_/stn/attention_lr1e-4.py'
recognizer = dict(
    type='STNRecognizer3D',
    stn=dict(
        **_base_.stn,
        output_size=224,
        steps=[dict(type='Noise', share=0.1)],
    ),
    loss_refocus=dict(type='RefocusLoss'),
    cls_head=dict(num_classes=21),
    # crops stay uint8; the recogniser's mean and std are for the view
    data_preprocessor=dict(type='STNDataPreprocessor'),
)
