# ImageNet features of timm's tf_efficientnet_lite0, frozen: on a few hundred
# clips it beats the fine-tuned network. Where timm can download, see there.
_base_ = 'tsn_efficientnet-lite0.py'
model = dict(backbone=dict(type='TimmFrames', name='tf_efficientnet_lite0'))
