"""Decoding each video a single time."""

import os
import os.path as osp
from typing import List, Optional

import numpy as np
from mmaction.registry import TRANSFORMS
from mmcv.transforms import BaseTransform

from ..checked_steps import CheckedSteps


@TRANSFORMS.register_module()
class DecodeOnce(BaseTransform):
    """Runs MMAction2's decoders once for each video and caches the frames.

    With a ``cache_dir`` the first visit decodes the whole video and writes
    its frames to a ``.npy`` file. Later visits map that file into memory and
    read the sampled frames alone. The cache takes width x height x 3 bytes a
    frame (5.2 GB for 660 clips of JHMDB) and saves most of the time of a
    sample. Without a ``cache_dir`` the decoder runs every time. To decode
    again, delete the folder.

    Required Keys:

        - filename
        - frame_inds
        - annotated_frames (with a cache)

    Added Keys: those of the decoder; from the cache

        - imgs
        - img_shape
        - original_shape

    Args:
        decoder (list[dict]): Configs of MMAction2's transforms, for example
            ``[dict(type='DecordInit'), dict(type='DecordDecode')]``.
        cache_dir (str, optional): Folder of the frames; None or ``'off'`` is
            without one.
    """

    def __init__(
        self, decoder: List[dict], cache_dir: Optional[str] = None
    ) -> None:
        self.decoder = CheckedSteps([TRANSFORMS.build(t) for t in decoder])
        self.cache_dir = None if cache_dir == 'off' else cache_dir

    def transform(self, results: dict) -> dict:
        """Decode ``results['frame_inds']``."""
        if not self.cache_dir:
            return self.decoder(results)
        path = self._path(results['filename'])
        if not osp.exists(path):
            self._decode(results, path)
        video = np.load(path, mmap_mode='r')
        last = int(np.max(results['frame_inds']))
        if last >= len(video):
            raise ValueError(
                f'{path} holds {len(video)} frames, but frame {last} is asked '
                'for: the annotation has changed. Delete that file, to decode '
                'the video anew.'
            )
        results['frame_inds'] = np.ravel(results['frame_inds'])
        results['imgs'] = [np.array(video[i]) for i in results['frame_inds']]
        results['img_shape'] = results['original_shape'] = video.shape[1:3]
        return results

    def _path(self, filename: str) -> str:
        name = osp.splitdrive(osp.abspath(filename))[1].lstrip('/\\')
        return osp.join(self.cache_dir, name + '.npy')

    def _decode(self, results: dict, path: str) -> None:
        """Write all frames, then rename: other workers may write them too."""
        whole = dict(
            results, frame_inds=np.arange(results['annotated_frames'])
        )
        frames = np.stack(self.decoder(whole)['imgs'])
        os.makedirs(osp.dirname(path), exist_ok=True)
        part = f'{path}.{os.getpid()}.part'
        with open(part, 'wb') as file:
            np.save(file, frames)
        os.replace(part, path)

    def __repr__(self) -> str:
        return (
            f'{self.__class__.__name__}(decoder={self.decoder}, '
            f'cache_dir={self.cache_dir!r})'
        )
