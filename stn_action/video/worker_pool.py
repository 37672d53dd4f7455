"""Videos in processes that may die: a crash, or a hang, costs one video.

Decoders crash on some damaged files, and a crash takes the process with it.
"""

import multiprocessing
from concurrent import futures
from typing import Callable, Dict, Hashable, Optional


class VideoLost(RuntimeError):
    """The process of a video died, or took too long."""


def for_each_video(
    function: Callable,
    arguments: Dict[Hashable, tuple],
    report: Callable[[Hashable, object, Optional[Exception]], None],
    crash: str,
    num_workers: int = 1,
    timeout: Optional[float] = None,
    **options,
) -> None:
    """Call a function for every video, in fresh processes.

    Args:
        function (Callable): Of a module, so that a process can import it.
        arguments (dict): What it is called with, by any name of the video.
        report (Callable): Called as each video is finished, with its name,
            the result and None, or with None and the exception.
        crash (str): Message of the :class:`VideoLost` of a process that died,
            with ``{exitcode}``.
        num_workers (int): Processes at a time, >= 1.
        timeout (float, optional): Seconds after which a video is given up.
        **options: Of ``pebble.ProcessPool``.

    Raises:
        ImportError: pebble, which starts the processes, is missing.
    """
    try:
        from pebble import ProcessExpired, ProcessPool
    except ImportError as error:
        raise ImportError(
            'reading videos in processes of their own needs pebble: '
            "pip install -e '.[detect]', or pebble."
        ) from error
    pool = ProcessPool(
        max(1, min(num_workers, len(arguments))),
        context=multiprocessing.get_context('spawn'),
        **options,
    )
    with pool:
        try:
            pending = {
                pool.schedule(function, args, timeout=timeout): name
                for name, args in arguments.items()
            }
            for future in futures.as_completed(pending):
                result, error = None, future.exception()
                if isinstance(error, ProcessExpired):
                    error = VideoLost(crash.format(exitcode=error.exitcode))
                elif isinstance(error, futures.TimeoutError):
                    # the built-in one from Python 3.11 on
                    error = VideoLost('it took too long, given up')
                elif error is None:
                    result = future.result()
                report(pending[future], result, error)
        except BaseException:
            pool.stop()
            raise
