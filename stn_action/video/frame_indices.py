"""Checks that a decoder numbers the frames of a video as annotations do.

Annotations count the frames that decode from first to last. A decoder that
seeks may return another one: decord 0.6 misses MPEG-1, -2 and -4 with B-frames
by up to a dozen frames, OpenCV MPEG-1 and -2 in program streams and every
sixth frame of JHMDB. Nothing tells beforehand which file is affected, so it is
looked at: some frames are fetched as MMAction2 does it and compared with all
of the file.
"""

import os
from typing import Callable, Dict, Iterator, List, Optional, Sequence

import cv2
import numpy as np

from .reading import VideoError, decode_frames, video_info

#: Frames are compared as grey pictures of this width and height,
_THUMBNAIL = (64, 48)
#: with so many before and after them.
_REACH = 300
#: Decoders convert colours a little differently, by less than this many grey
#: levels; frames that are closer to each other cannot be told apart.
_TOLERANCE = 2.0

#: Decord is not tried on larger files. It reads ahead without a limit while it
#: decodes, and MMAction2 reads all of a file for each sample.
_LARGEST_FOR_DECORD = 256 << 20


class ProbeThumbnails:
    """Small copies of the frames around some probes, spread over a video.

    The memory is bounded, however long the video is.

    Args:
        frames (int): Number of frames that the video is expected to have.
        num_probes (int): Frames that are to be fetched by number.
    """

    def __init__(self, frames: int, num_probes: int = 16) -> None:
        self.num_probes = num_probes
        self.probes = _spread(frames, num_probes)
        self.expected, self.seen = frames, 0
        self.size = None
        near = [range(p - _REACH, p + _REACH + 1) for p in self.probes]
        wanted = sorted(i for i in set().union(*near) if 0 <= i < frames)
        self._rows = {index: row for row, index in enumerate(wanted)}
        # in one piece: small arrays between large frames that come and go
        # scatter the memory, which then grows with the video
        width, height = _THUMBNAIL
        self._thumbnails = np.zeros((len(wanted), height, width), np.uint8)

    def see(self, index: int, picture: Callable[[], np.ndarray]) -> None:
        """Take the next frame, in order from 0."""
        self.seen = index + 1
        if self.size is None:
            self.size = picture().shape[:2]
        if index in self._rows:
            self._thumbnails[self._rows[index]] = thumbnail(picture())

    @property
    def fits(self) -> bool:
        """Whether the video has the expected number of frames."""
        return self.seen == self.expected

    def around(self, probe: int) -> tuple:
        """Number of the first frame, and (n, 48, 64) int16 from there on."""
        first = max(0, probe - _REACH)
        last = min(self.seen, probe + _REACH + 1)
        row = self._rows[first]
        near = self._thumbnails[row : row + last - first]
        return first, near.astype(np.int16)


def _spread(frames: int, num_probes: int) -> np.ndarray:
    return np.unique(np.linspace(0, frames - 1, num_probes).astype(int))


def check_frame_indices(
    path: str,
    decoders: Sequence[str] = ('decord', 'opencv', 'pyav'),
    num_probes: int = 16,
    seen: Optional[ProbeThumbnails] = None,
) -> List[str]:
    """Compare a video's frames, fetched by number, with decoding in order.

    Decord may crash the process on damaged files: call this for files of
    unknown origin in a process of its own.

    Args:
        path (str): A video file.
        decoders (Sequence[str]): Decoders of MMAction2: ``'decord'``,
            ``'opencv'`` or ``'pyav'``.
        num_probes (int): Frames fetched, spread over the video.
        seen (ProbeThumbnails, optional): Of the video, where it was decoded
            already. If its number of frames was another than expected, the
            video is decoded again.

    Returns:
        list[str]: One warning for each decoder that is unreliable on this
        file, or was not compared; empty if all agree.

    Raises:
        ValueError: If a decoder is unknown.
        VideoError: If the file is no video.
    """
    unknown = set(decoders) - set(_FETCH)
    if unknown:
        raise ValueError(
            f'unknown decoder {sorted(unknown)[0]!r}: expected '
            f'one of {", ".join(_FETCH)}.'
        )
    if seen is None:
        seen = _look(path, video_info(path).frames or 1, num_probes)
    if not seen.fits:
        seen = _look(path, seen.seen, seen.num_probes)
    warnings = []
    for name in decoders:
        size = os.path.getsize(path)
        if name == 'decord' and size > _LARGEST_FOR_DECORD:
            warnings.append(
                f'decord was not compared on this file of {size >> 20} MiB, '
                'which MMAction2 would read whole for each sample: cut it '
                'into clips, or train with OpenCV or PyAV'
            )
            continue
        problem = _compare(path, name, seen)
        if problem:
            warnings.append(
                f'{name} is unreliable on this file '
                f'({_describe(path)}): {problem}'
            )
    return warnings


def _look(path: str, frames: int, num_probes: int) -> ProbeThumbnails:
    """Decode all of a video, or what there is before a damage."""
    seen = ProbeThumbnails(frames, num_probes)
    try:
        for index, frame in enumerate(decode_frames(path)):
            seen.see(index, frame.rgb)
    except VideoError:
        if not seen.seen:
            raise
    return seen


def thumbnail(frame: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8 RGB to a small, grey (48, 64) uint8 picture."""
    small = cv2.resize(frame, _THUMBNAIL, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)


def _compare(path: str, name: str, seen: ProbeThumbnails) -> Optional[str]:
    """The fault of a decoder; None if it has none."""
    wrong = []
    try:
        fetched = _FETCH[name](path, seen.probes)
        for probe, frame in zip(seen.probes.tolist(), fetched):
            if frame.shape[:2] != seen.size:
                return (
                    'its frames are {1} x {0} pixels, not {3} x {2}: it '
                    'ignores that they are to be turned upright.'.format(
                        *frame.shape[:2], *seen.size
                    )
                )
            first, near = seen.around(probe)
            # the largest local difference, not the mean: the person may be
            # small
            distance = abs(near - thumbnail(frame)).max((1, 2))
            if distance[probe - first] > distance.min() + _TOLERANCE:
                wrong.append((probe, first + int(distance.argmin())))
    except Exception as error:  # each library has its own errors
        reason = str(error).strip().splitlines()
        return f'it does not decode ({reason[-1][:90] if reason else error}).'
    if not wrong:
        return None
    asked, got = max(wrong, key=lambda pair: abs(pair[0] - pair[1]))
    return (
        f'{len(wrong)} of {len(seen.probes)} frames fetched are others than '
        f'asked for, e.g. frame {got} for {asked}.'
    )


def _describe(path: str) -> str:
    info = video_info(path)
    return info.codec + (' with B-frames' if info.b_frames else '')


# One frame at a time: a batch of sixteen of 1080p takes 200 MB.


def _fetch_decord(path: str, inds: np.ndarray) -> Iterator[np.ndarray]:
    import decord

    reader = decord.VideoReader(str(path), num_threads=1)
    for index in inds:
        yield reader.get_batch([int(index)]).asnumpy()[0]


def _fetch_opencv(path: str, inds: np.ndarray) -> Iterator[np.ndarray]:
    video = cv2.VideoCapture(str(path))
    for index in inds:
        video.set(cv2.CAP_PROP_POS_FRAMES, int(index))
        ok, frame = video.read()
        if not ok:
            raise ValueError(f'no frame {index}')
        yield frame[..., ::-1]


def _fetch_pyav(path: str, inds: np.ndarray) -> Iterator[np.ndarray]:
    """Fetch as MMAction2's PyAVDecode does: in order, not turned upright."""
    import av

    wanted = set(inds.tolist())
    with av.open(str(path)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index in wanted:
                yield frame.to_ndarray(format='rgb24')


_FETCH: Dict[str, Callable] = dict(
    decord=_fetch_decord, opencv=_fetch_opencv, pyav=_fetch_pyav
)
