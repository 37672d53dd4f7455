"""Long announcements of MMEngine are in the log file alone.

MMEngine prints the environment, the whole config and a table of hooks before
a run, and warns of its own deprecated classes: some 370 lines before the
first of the run itself. Its log file in the work dir has them.
"""

import logging

from mmengine.logging import MMLogger
from mmengine.runner import Runner

#: How the messages begin that are left off the screen.
_ANNOUNCEMENTS = (
    '\n' + '-' * 60,  # the environment
    'Config:\n',
    'Hooks will be executed in the following order',
    'Distributed training is not used, all SyncBatchNorm',
    '"FileClient" will be deprecated',
    '"HardDiskBackend" is the alias',
)


def _on_screen(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith(_ANNOUNCEMENTS)


def keep_off_screen(logger: MMLogger) -> None:
    """Leave the announcements off the screen; the logger's file has them."""
    for handler in logger.handlers:
        if type(handler) is logging.StreamHandler:  # no file
            handler.addFilter(_on_screen)


class ScreenRunner(Runner):
    """MMEngine's Runner, but for what its logger prints."""

    def build_logger(self, *args, **kwargs) -> MMLogger:
        """The logger of the Runner; it says where its file is."""
        logger = super().build_logger(*args, **kwargs)
        keep_off_screen(logger)
        for handler in logger.handlers:
            if isinstance(handler, logging.FileHandler):
                logger.info(
                    f'environment, config and hooks: {handler.baseFilename}'
                )
        return logger
