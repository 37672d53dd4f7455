"""Runs a pipeline and checks the frames that its decoder returns."""

from typing import Optional

import numpy as np
from mmengine.dataset import Compose

from .strict_readers import strict_reader
from .tube_entry import check_boxes_in_frame


class StepError(ValueError):
    """A transform failed; the message is one line and names it."""


class CheckedSteps(Compose):
    """Runs the transforms in order, with two additions:

    - A reader of ``DecordInit``, ``OpenCVInit`` or ``PyAVInit`` becomes
      strict (:mod:`stn_action.datasets.strict_readers`), and the
      ``total_frames`` of the sample, which these transforms replace by the
      number that the header of the file promises, is put back. So
      ``SampleFrames`` may stand before or after them, and draws from the
      frames of the clip in both cases.
    - The boxes are compared with the frames, as soon as there are some.

    Args:
        transforms (list): See MMEngine's ``Compose``.
    """

    def __call__(self, data: dict) -> Optional[dict]:
        """Run the transforms; None if one of them gives None.

        Raises:
            StepError: A transform fails, a frame does not decode, or the
                boxes are not those of these frames.
        """
        total_frames, decoded = data.get('total_frames'), 'imgs' in data
        reader = None
        for transform in self.transforms:
            try:
                data = transform(data)
                if data is None:
                    return None
                if not decoded and 'imgs' in data:
                    decoded = True
                    if reader is not None:
                        reader.check_read(np.ravel(data['frame_inds']))
                    check_frames(data)
            except StepError:  # of a decoder within DecodeOnce
                raise
            except Exception as error:
                raise _step_error(transform, error, decoded) from error
            if reader is None and data.get('video_reader') is not None:
                reader = strict_reader(data['video_reader'])
                data['video_reader'] = reader
                if total_frames is not None:
                    data['total_frames'] = total_frames
        return data


def _step_error(transform, error: Exception, decoded: bool) -> StepError:
    reason = ' '.join(str(error).split())
    if type(error) is not ValueError:
        reason = f'{type(error).__name__}: {reason}'
    if reason[-1:] != '.':
        reason += '.'
    advice = (
        ''
        if decoded
        else ' If the video does not decode, drop the entry or encode it anew'
        '; tools/data/check_videos.py finds all such videos.'
    )
    return StepError(f'{type(transform).__name__}: {reason}{advice}')


def check_frames(data: dict) -> None:
    """Check that the boxes of a sample can belong to its frames.

    Args:
        data (dict): With ``imgs``, (H, W, C) each; ``tube``, ``clean_tube``
            and ``annotated_size`` (width and height) where they are known.

    Raises:
        ValueError: They cannot.
    """
    shapes = {getattr(img, 'shape', ())[:2] for img in data['imgs']}
    if len(shapes) != 1 or () in shapes:
        raise ValueError(
            'the frames of a video must be of one size, got images of '
            f'(height, width) {sorted(shapes)}; () is one that does not '
            'decode.'
        )
    size = tuple(int(side) for side in shapes.pop()[::-1])
    stated = data.get('annotated_size')
    if stated and tuple(stated) != size:
        raise ValueError(
            'the boxes are for frames of {} x {} pixels, as width and height '
            'of the entry say, but those of the video have {} x {}. Scale the '
            'boxes, width and height to the video.'.format(*stated, *size)
        )
    for key in ('tube', 'clean_tube'):
        if key in data:
            check_boxes_in_frame(data[key], size)
