"""Video readers that return the requested frame, upright, or fail.

Where a frame is missing, MMAction2's ``OpenCVDecode`` returns an earlier one
and ``PyAVDecode`` starts again at the first: a truncated video is then trained
on with wrong frames. ``PyAVDecode`` also ignores the rotation that a file
states, which OpenCV and Decord apply. The readers of this file stand between
MMAction2's transform and the reader of the library.
"""

from typing import Any, Iterator, Sequence

import numpy as np


def strict_reader(reader: Any) -> 'StrictReader':
    """The reader of an ``...Init`` transform, made strict.

    Readers other than those of ``DecordInit``, ``OpenCVInit`` and
    ``PyAVInit`` are not changed in what they give.
    """
    library = type(reader).__module__.partition('.')[0]
    kinds = dict(mmcv=_OpenCV, av=_PyAV, decord=_Decord)
    return kinds.get(library, StrictReader)(reader)


class StrictReader:
    """Passes every call on to the reader of a library.

    Args:
        reader: What MMAction2's transform put into ``video_reader``.
    """

    name = ''

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def __getattr__(self, name: str) -> Any:
        if name == '_reader':  # not set yet, while it is being copied
            raise AttributeError(name)
        return getattr(self._reader, name)

    def __len__(self) -> int:
        return len(self._reader)

    def __getitem__(self, index: Any) -> Any:
        return self._reader[index]

    def check_read(self, frame_inds: Sequence[int]) -> None:
        """Check that the requested frames have been read.

        Raises:
            ValueError: The video ends before.
        """

    def _missing(self, index: int, count: str) -> ValueError:
        return ValueError(
            f'{self.name} finds no frame {index}: {count}. The file is cut '
            'off or damaged, or total_frames is too large.'
        )


class _OpenCV(StrictReader):
    """``mmcv.VideoReader``."""

    name = 'OpenCV'

    def __getitem__(self, index: int) -> np.ndarray:
        count = f'the header promises {len(self._reader)} frames'
        try:
            frame = self._reader[index]
        except IndexError:
            raise self._missing(index, count) from None
        if frame is None:
            raise self._missing(index, count)
        return frame


class _Decord(StrictReader):
    """``decord.VideoReader``."""

    name = 'Decord'

    def get_batch(self, indices: Sequence[int]) -> Any:
        last = int(max(indices))
        if last >= len(self._reader):
            raise self._missing(last, f'it counts {len(self._reader)} frames')
        return self._reader.get_batch(indices)


class _PyAV(StrictReader):
    """A container of PyAV."""

    name = 'PyAV'

    def __init__(self, reader: Any) -> None:
        super().__init__(reader)
        self._count = 0
        self._turned = False
        self._in_order = True

    def decode(self, *streams: Any, **kwargs: Any) -> Iterator[Any]:
        """Frames in order, turned as the file says."""
        for frame in self._reader.decode(*streams, **kwargs):
            self._count += 1
            # degrees anticlockwise
            turns = round(frame.rotation / 90) % 4
            self._turned = bool(turns)
            yield _Upright(frame, turns) if turns else frame

    def seek(self, *args: Any, **kwargs: Any) -> None:
        """Seek; ``PyAVDecode(mode='efficient')`` reads one frame before it."""
        self._in_order = False
        if self._turned:
            raise ValueError(
                "PyAVDecode(mode='efficient') ignores that this video is to "
                "be turned upright: take mode='accurate', Decord or OpenCV."
            )
        self._reader.seek(*args, **kwargs)

    def check_read(self, frame_inds: Sequence[int]) -> None:
        last = int(max(frame_inds))
        if self._in_order and last >= self._count:
            raise self._missing(last, f'{self._count} frames decode')


class _Upright:
    """A frame with the one method that ``PyAVDecode`` calls."""

    def __init__(self, frame: Any, turns: int) -> None:
        self._frame = frame
        self._turns = turns

    def to_rgb(self) -> '_Upright':
        return self

    def to_ndarray(self) -> np.ndarray:
        """(H, W, 3) uint8 RGB, upright."""
        stored = self._frame.to_rgb().to_ndarray()
        return np.ascontiguousarray(np.rot90(stored, self._turns))
