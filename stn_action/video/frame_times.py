"""When each frame of a video is shown."""

from typing import Tuple

import numpy as np

from .reading import VideoError, _open


def frame_times(path: str) -> Tuple[np.ndarray, Tuple[int, int]]:
    """The time of every frame, from the time stamps of the file.

    Decodes one frame; of the others it reads the stamps alone.

    Args:
        path (str): A video file.

    Returns:
        tuple[ndarray, tuple[int, int]]: (n,) seconds from the first frame on,
        in the order in which they are shown; and width and height of a frame,
        upright.

    Raises:
        VideoError: The file is no video, or has no time stamps.
    """
    with _open(path) as container:
        import av  # not before _open, which says what to install

        stream = container.streams.video[0]
        try:
            first = next(container.decode(stream), None)
            container.seek(0)
            stamps = [
                packet.pts if packet.pts is not None else packet.dts
                for packet in container.demux(stream)
                if packet.size and not packet.is_discard
            ]
        except av.FFmpegError as error:
            raise VideoError(f'{path}: damaged ({error.strerror}).') from None
        if first is None or not stamps:
            raise VideoError(f'{path}: a video without a frame.')
        if None in stamps or len(set(stamps)) < len(stamps):
            raise VideoError(
                f'{path}: its frames have no time stamps, or two the same.'
            )
        size = (first.width, first.height)
        if round(first.rotation / 90) % 2:
            size = size[::-1]
        times = np.sort(np.array(stamps, np.float64)) * float(stream.time_base)
        return times - times[0], size
