"""The person crop: a square around the tube's box in every frame."""

import warnings

import numpy as np
from mmaction.registry import TRANSFORMS
from mmcv.transforms import BaseTransform

from ...tubes import crop_frame, crop_regions, frame_to_crop, square_boxes
from ...tubes.crop import BORDERS


@TRANSFORMS.register_module()
class TubeCrop(BaseTransform):
    """Cut the person out of every frame and resize to one size.

    Each box is made square around its centre (side ``max(w, h)``), widened by
    ``context``, rounded to whole pixels, cut out and resized.

    ``gt_bboxes`` says where the person really is: the clean box, made square
    and widened by ``target_margin``. ``proposals`` is the same for the box
    that was cropped: a recogniser without an STN would see this square.
    MMAction2's own spatial transforms (``Flip``, ``Resize``, ...) move boxes
    under these two keys along with the pixels.

    Required Keys:

        - imgs
        - tube
        - frame_inds
        - clip_len (for ``temporal='clip'``)
        - clean_tube (optional)

    Modified Keys:

        - imgs
        - img_shape

    Added Keys:

        - crop_boxes: (F, 4) float32, the exact region cut, in frame pixels
        - box_in_crop: (F, 4) float32, the square around the box that was
          cropped, in normalised coordinates of the crop. It is given before
          the region is rounded to whole pixels (half a pixel of the frame at
          most), so that it is the same in all crops of one ``context``. Where
          the region reaches beyond the frame, the padding is part of the crop
        - boxes_frame: (F, 4) float32, the tube's boxes, in frame pixels
        - clean_boxes_frame: (F, 4) float32 (with a clean tube only)
        - gt_bboxes: (F, 4) float32, in crop pixels (with a clean tube only)
        - proposals: (F, 4) float32, in crop pixels (with a clean tube only)

    Args:
        size (int): Side of the crop in pixels.
        context (float): Factor on the side of the square, > 0. Above 1 the
            view can also zoom out of a box that is too tight.
            Defaults to 1.1.
        target_margin (float): Factor on the side of the target, > 0.
            Defaults to 1.1.
        temporal (str): ``'frame'`` follows the box from frame to frame,
            ``'clip'`` cuts all frames of a clip at its mean box.
            Defaults to ``'frame'``.
        border (str): What is seen outside the frame: its border repeated
            (``'replicate'``) or black (``'constant'``).
            Defaults to ``'replicate'``.
    """

    def __init__(
        self,
        size: int,
        context: float = 1.1,
        target_margin: float = 1.1,
        temporal: str = 'frame',
        border: str = 'replicate',
    ) -> None:
        if not isinstance(size, int) or size < 1:
            raise ValueError(
                f'TubeCrop: size must be a positive int, got {size!r}.'
            )
        for name, value in (
            ('context', context),
            ('target_margin', target_margin),
        ):
            if not value > 0:
                raise ValueError(
                    f'TubeCrop: {name} must be > 0, got {value!r}.'
                )
        for name, value, allowed in (
            ('temporal', temporal, ('frame', 'clip')),
            ('border', border, tuple(BORDERS)),
        ):
            if value not in allowed:
                raise ValueError(
                    f'TubeCrop: {name} must be one of {allowed}, '
                    f'got {value!r}.'
                )
        self.size = size
        self.context = context
        self.target_margin = target_margin
        self.temporal = temporal
        self.border = border

    def transform(self, results: dict) -> dict:
        """Crop all frames of ``results['imgs']``."""
        self._check(results)
        frame_inds = np.ravel(results['frame_inds'])
        boxes = results['tube'].boxes_at(frame_inds)
        results['boxes_frame'] = boxes.astype(np.float32)
        if self.temporal == 'clip':
            clips = boxes.reshape(-1, results['clip_len'], 4)
            boxes = np.repeat(clips.mean(1), results['clip_len'], axis=0)
        regions = crop_regions(boxes, self.context, self.size)
        try:
            results['imgs'] = [
                crop_frame(img, region, self.size, self.border)
                for img, region in zip(results['imgs'], regions)
            ]
        except ValueError as error:
            raise ValueError(
                f'{results.get("sample_id")}: {error} Correct the boxes, or '
                'the width and height that they were made for.'
            ) from None
        results['img_shape'] = (self.size, self.size)
        results['crop_boxes'] = regions.astype(np.float32)
        square = np.array([-1, -1, 1, 1], np.float32) / self.context
        results['box_in_crop'] = np.tile(
            square.astype(np.float32), (len(regions), 1)
        )
        if 'clean_tube' in results:
            clean = results['clean_tube'].boxes_at(frame_inds)
            results['clean_boxes_frame'] = clean.astype(np.float32)
            results['gt_bboxes'] = self._in_crop(clean, regions)
            results['proposals'] = self._in_crop(boxes, regions)
        return results

    def _in_crop(self, boxes: np.ndarray, regions: np.ndarray) -> np.ndarray:
        squares = square_boxes(boxes, self.target_margin)
        return frame_to_crop(squares, regions, self.size).astype(np.float32)

    @staticmethod
    def _check(results: dict) -> None:
        """Check that the frames are those that the tube was made for."""
        inds, imgs = np.ravel(results['frame_inds']), results['imgs']
        if len(inds) != len(imgs):
            raise ValueError(
                f'TubeCrop got {len(imgs)} images for {len(inds)}'
                ' frame_inds; put it right after the decoder.'
            )
        annotated = results.get('annotated_frames')
        if annotated is not None and inds.max() >= annotated:
            warnings.warn(
                f'{results.get("sample_id")}: frame {inds.max()} was sampled, '
                f'the annotation ends at {annotated - 1}: the container '
                'promises more frames. Put SampleFrames before DecordInit, '
                'OpenCVInit or PyAVInit, which replace total_frames.'
            )

    def __repr__(self) -> str:
        return (
            f'{self.__class__.__name__}(size={self.size}, '
            f'context={self.context}, '
            f'target_margin={self.target_margin}, '
            f'temporal={self.temporal!r}, border={self.border!r})'
        )
