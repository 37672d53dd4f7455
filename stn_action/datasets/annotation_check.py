"""Compares all entries of an annotation file with all of its videos."""

import os
from dataclasses import dataclass
from typing import Callable, Dict, List, Optional

from ..video.checking import VideoCheck, VideoTask, check_videos
from .annotation_file import class_names, read_annotation_file
from .frame_folders import check_frame_folder, first_image
from .tube_entry import check_boxes_in_frame, name_of, parse_entry


@dataclass
class CheckedAnnotations:
    """An annotation file and its faults.

    Args:
        metainfo (dict): ``metainfo`` of the file.
        entries (list): ``data_list`` of the file, unchanged.
        problems (list[str]): The fault of each entry; '' where it has none.
    """

    metainfo: dict
    entries: list
    problems: List[str]

    @property
    def num_wrong(self) -> int:
        return sum(map(bool, self.problems))

    def good(self) -> List[dict]:
        """The entries that are right."""
        return [e for e, p in zip(self.entries, self.problems) if not p]


def check_annotation_file(
    ann_file: str,
    videos: str,
    decoder: str = 'decord',
    filename_tmpl: Optional[str] = None,
    start_index: Optional[int] = None,
    num_workers: int = 1,
    timeout: Optional[float] = None,
    report: Callable[[str], None] = lambda line: None,
) -> CheckedAnnotations:
    """Check the entries, then decode every video that a valid one names.

    Args:
        ann_file (str): See :class:`PersonTubeDataset`, as for
            ``filename_tmpl`` and ``start_index``.
        videos (str): Folder of the videos.
        decoder (str): The decoder that the training uses, see
            :func:`stn_action.video.checking.check_video`.
        num_workers (int): Processes at a time.
        timeout (float, optional): Seconds for a video.
        report (Callable): Called with a line for each entry, and each video,
            that is wrong.

    Raises:
        ValueError: The file is no annotation file, or the options are wrong.
    """
    metainfo, entries = read_annotation_file(ann_file)
    classes = class_names(metainfo, ann_file, needed=False)
    first = first_image(filename_tmpl, start_index)
    problems, samples = [], []
    for index, entry in enumerate(entries):
        sample, problem = _parse(entry, len(classes))
        if problem:
            report(f'entry {index} ({name_of(entry)}): {problem}')
        samples.append(sample)
        problems.append(problem)
    tasks = _tasks(samples, videos, filename_tmpl, first)
    found = _check_folders(tasks, filename_tmpl, first)
    left = [name for name in tasks if name not in found]
    checks = check_videos(
        [tasks[name] for name in left],
        decoder,
        num_workers,
        timeout,
        lambda task, check: _report_video(task.path, check, report),
    )
    for name, check in found.items():
        _report_video(tasks[name].path, check, report)
    found.update(zip(left, checks))
    for index, sample in enumerate(samples):
        if sample is None:
            continue
        check = found[sample['filename']]
        problem = '; '.join(check.problems)
        if not problem:
            problem = _compare(sample, check)
            if problem:
                report(f'entry {index} ({sample["filename"]}): {problem}')
        problems[index] = problem
    return CheckedAnnotations(metainfo, entries, problems)


def _parse(entry, num_classes: int) -> tuple:
    """Parse an entry: ``(sample, '')``, or ``(None, fault)``."""
    several = isinstance(entry, dict) and isinstance(entry.get('label'), list)
    try:
        return parse_entry(entry, True, several, num_classes), ''
    except ValueError as error:
        return None, str(error)


def _tasks(
    samples: list, videos: str, template: Optional[str], first: Optional[int]
) -> Dict[str, VideoTask]:
    """Each video once, with the most frames that an entry states."""
    frames: Dict[str, int] = {}
    for sample in filter(None, samples):
        name = sample['filename']
        frames[name] = max(frames.get(name, 0), sample['annotated_frames'])
    return {
        name: VideoTask(
            os.path.join(videos, name),
            count,
            tuple(template.format(first + i) for i in range(count))
            if template
            else (),
        )
        for name, count in frames.items()
    }


def _check_folders(
    tasks: Dict[str, VideoTask], template: Optional[str], first: Optional[int]
) -> Dict[str, VideoCheck]:
    """The folders of frames whose images have the wrong numbers."""
    found = {}
    for name, task in tasks.items() if template else ():
        try:
            check_frame_folder(task.path, template, first, task.frames)
        except (ValueError, FileNotFoundError) as error:
            problem = str(error).replace(f'{task.path}: ', '')
            found[name] = VideoCheck((problem,))
    return found


def _report_video(
    path: str, check: VideoCheck, report: Callable[[str], None]
) -> None:
    if check.problems:
        report(f'{path}: {"; ".join(check.problems)}')


def _compare(sample: dict, check: VideoCheck) -> str:
    """The fault in the boxes of an entry whose video is right, or ''."""
    stated = sample.get('annotated_size')
    if stated and stated != check.size:
        return 'boxes are for {} x {} pixels, the video has {} x {}'.format(
            *stated, *check.size
        )
    try:
        check_boxes_in_frame(sample['tube'], check.size)
        if 'clean_tube' in sample:
            check_boxes_in_frame(sample['clean_tube'], check.size)
    except ValueError as error:
        return str(error)
    return ''
