"""What the experiments on JHMDB start from: networks, folds, sources."""

import os.path as osp

import torch

from ...formats.annotations import read_annotations
from ...formats.hmdb_names import source_of
from ...models.checkpoint_file import read_checkpoint
from ...transformer import SpatialTransformer
from .clips import Clips
from .views import FrontEnd

FOLDS = 5


def load_front_end(path: str) -> FrontEnd:
    """Build the pixel front end and load its checkpoint (``stn.*``)."""
    stn = SpatialTransformer(
        localisation=dict(type='VotingConv'),
        transformation='attention',
        looks_at=dict(type='Thumbnail', size=64, coordinates=True),
        temporal='frame',
    )
    state = read_checkpoint(path)
    state = state.get('state_dict', state)
    stn.load_state_dict(
        {
            k[len('stn.') :]: v.float()
            for k, v in state.items()
            if k.startswith('stn.')
        }
    )
    return FrontEnd(stn)


def fold_members(data_root: str, clips: Clips) -> list:
    """Numbers of the clips in the validation part of each fold."""
    number = {e['filename']: i for i, e in enumerate(clips.entries)}
    members = []
    for fold in range(FOLDS):
        path = osp.join(data_root, f'jhmdb_fold{fold}_val.json')
        members.append(
            [number[e['filename']] for e in read_annotations(path)[1]]
        )
    return members


def build_backbone(weights: str, amp: bool):
    """The frozen network's last feature map, as ``TimmFrames``."""
    import timm

    net = timm.create_model('tf_efficientnet_lite0', num_classes=0)
    net.load_state_dict(read_checkpoint(weights))
    net.eval().to(memory_format=torch.channels_last)

    def forward(x):
        with torch.autocast('cpu', torch.bfloat16, enabled=amp):
            return net.forward_features(x)

    return forward


def sources_of(clips: Clips) -> list:
    """The film that each clip was cut from."""
    return [source_of(osp.splitext(e['filename'])[0]) for e in clips.entries]
