"""The settings of a search for people in videos."""

from dataclasses import dataclass
from typing import Optional

DECODERS = ('decord', 'opencv', 'pyav')

#: Smallest value of each setting.
_LOWEST = dict(
    stride=1,
    max_persons=1,
    min_boxes=1,
    min_motion=0,
    min_length=0,
    min_score=0,
    max_gap=0,
)
_SHARES = ('min_motion', 'min_score')


@dataclass(frozen=True)
class DetectionSettings:
    """Settings of a search for people.

    Args:
        stride (int): Search every so many frames, and the last one; boxes in
            between are interpolated.
        max_persons (int, optional): Keep so many tubes of a video, those of
            the highest sum of scores. Defaults to all.
        min_boxes (int): Drop tubes of fewer boxes, where so many frames of
            the video were searched.
        min_motion (float): Drop detections with less than this share, 0 to 1,
            of what moves around that time. For a fixed camera and one person;
            0, the default, keeps all.
        max_gap (float): Seconds after which a person not seen is given up.
        decoder (str): Decoder of the training, whose frame numbers must agree:
            ``'decord'``, ``'opencv'``, ``'pyav'``, or ``'none'`` to skip the
            check.
        min_length (float): Drop tubes that last fewer seconds.
        min_score (float): Drop tubes whose mean score is lower.

    Raises:
        ValueError: If a setting is out of its range.
    """

    stride: int = 4
    max_persons: Optional[int] = None
    min_boxes: int = 1
    min_motion: float = 0.0
    max_gap: float = 2.0
    decoder: str = 'decord'
    min_length: float = 0.0
    min_score: float = 0.0

    def __post_init__(self):
        for name, low in _LOWEST.items():
            value = getattr(self, name)
            if value is not None and value < low:
                raise ValueError(
                    f'{name} must be at least {low}, got {value}.'
                )
        for name in _SHARES:
            value = getattr(self, name)
            if value > 1:
                raise ValueError(f'{name} must be at most 1, got {value}.')
        if self.decoder not in (*DECODERS, 'none'):
            raise ValueError(
                "decoder must be 'decord', 'opencv', 'pyav' or "
                f"'none', got {self.decoder!r}."
            )


#: Everybody who is found, in every fourth frame.
DEFAULT_SETTINGS = DetectionSettings()
