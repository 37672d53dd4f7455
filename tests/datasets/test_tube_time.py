"""A tube that starts late or ends early is looked at for its own time."""

import logging

import numpy as np
import pytest
from mmengine.logging import MMLogger

from stn_action.apis.persons import AnnotatedPersons
from stn_action.datasets import PersonTubeDataset
from stn_action.video.sources import VideoFile
from tests.datasets.tube_videos import entry, person_boxes

DECODERS = ['Decord', 'OpenCV', 'PyAV']
FIRST, LAST = 4, 9  # of the tube, in a video of 12 frames


def late_tube(**more):
    keys = list(range(FIRST, LAST + 1))
    return dict(
        entry('a.avi', person_boxes()),
        frame_inds=keys,
        boxes=person_boxes()[keys].tolist(),
        **more,
    )


def sampled(data, entry, decoder='Decord', test_mode=False, init_first=False):
    """All frames that 20 visits draw."""
    pipeline = [
        dict(type='SampleFrames', clip_len=1, num_clips=3),
        dict(type=f'{decoder}Init'),
        dict(type=f'{decoder}Decode'),
        dict(type='TubeCrop', size=32),
    ]
    pipeline[0]['test_mode'] = test_mode
    if init_first:
        pipeline[:2] = pipeline[1::-1]
    dataset = PersonTubeDataset(
        data(entry),
        pipeline,
        dict(video=str(data.folder)),
        test_mode=test_mode,
    )
    return np.unique([dataset[0]['frame_inds'] for _ in range(20)])


@pytest.mark.parametrize('init_first', [False, True])
@pytest.mark.parametrize('decoder', DECODERS)
def test_training_draws_from_all_of_the_tube_and_nothing_else(
    data, decoder, init_first
):
    frames = sampled(data, late_tube(), decoder, init_first=init_first)
    assert frames.tolist() == list(range(FIRST, LAST + 1))


@pytest.mark.parametrize('init_first', [False, True])
@pytest.mark.parametrize('decoder', DECODERS)
def test_validation_and_test(data, decoder, init_first):
    frames = sampled(data, late_tube(), decoder, True, init_first)
    assert frames.tolist() == [5, 7, 9]  # the middles of its thirds


@pytest.mark.parametrize('test_mode', [False, True])
def test_the_clip_of_the_entry_comes_first(data, test_mode):
    frames = sampled(data, late_tube(clip=[0, 12]), test_mode=test_mode)
    assert frames.min() < FIRST and frames.max() > LAST
    frames = sampled(data, late_tube(clip=[6, 8]), test_mode=test_mode)
    assert set(frames) == {6, 7}


def test_every_crop_shows_the_person(data):
    """What is bright is the person; it is seen between two frames only."""
    dataset = PersonTubeDataset(
        data(late_tube()),
        [
            dict(type='SampleFrames', clip_len=1, num_clips=3),
            dict(type='DecordInit'),
            dict(type='DecordDecode'),
            dict(type='TubeCrop', size=32, context=1.0),
        ],
        dict(video=str(data.folder)),
    )
    for _ in range(10):
        for crop in dataset[0]['imgs']:
            assert crop.mean() > 200


def test_a_single_key_frame_is_told(data, caplog):
    one = dict(frame_inds=[3], boxes=[[5, 5, 30, 30]])
    quiet = dict(entry('b.avi', person_boxes()), **one, clip=[0, 6])
    logger = MMLogger.get_instance('single_frames')
    with caplog.at_level(logging.WARNING, logger='single_frames'):
        logger.addHandler(caplog.handler)
        build = PersonTubeDataset(
            data(dict(entry('a.avi', person_boxes()), **one), quiet), []
        )
        logger.removeHandler(caplog.handler)
    assert len(build) == 2
    assert (
        'ann.json: 1 of 2 clips are of a single frame, the first is a.avi#0'
        in caplog.text
    )


def test_annotation_of_the_windows_of_inference(data):
    path = data(late_tube())
    (person,) = AnnotatedPersons(path)(VideoFile(str(data.folder / 'a.avi')))
    assert (person.first, person.end) == (FIRST, LAST + 1)
