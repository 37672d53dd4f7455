"""From the video file to the packed sample, with each decoder."""

import warnings

import numpy as np
import pytest
import torch

from stn_action.datasets import PackTubeInputs, PersonTubeDataset, TubeCrop
from stn_action.tubes import PersonTube
from tests.datasets.tube_videos import (
    FRAMES,
    HEIGHT,
    WIDTH,
    entry,
    person_boxes,
    write_video,
)

DECODERS = ['Decord', 'OpenCV', 'PyAV']
SIZE = 96


def steps(decoder='Decord', flip=0.0, crop=None, noise=None, **sampling):
    sampling = dict(dict(clip_len=1, num_clips=3), **sampling)
    return [
        dict(type='SampleFrames', **sampling),
        dict(type=f'{decoder}Init'),
        dict(type=f'{decoder}Decode'),
        dict(dict(type='TubeBoxNoise', seed=0), **(noise or {})),
        dict(
            dict(type='TubeCrop', size=SIZE, context=1.25, target_margin=1.0),
            **(crop or {}),
        ),
        dict(type='Flip', flip_ratio=flip),
        dict(type='FormatShape', input_format='NCHW'),
        dict(type='PackTubeInputs'),
    ]


def load(data, pipeline, **more):
    ann = data(dict(entry('a.avi', person_boxes()), **more))
    return PersonTubeDataset(ann, pipeline, dict(video=str(data.folder)))


def bright_box(image):
    """The rectangle of bright pixels on pixel edges."""
    ys, xs = np.nonzero(image.float().mean(0).numpy() > 150)
    return np.array([xs.min(), ys.min(), xs.max() + 1, ys.max() + 1])


def check(packed):
    """The bright person is where gt_bboxes says, in every frame."""
    targets = packed['data_samples'].gt_instances.bboxes.numpy()
    assert len(targets) == len(packed['inputs'])
    for image, target in zip(packed['inputs'], targets):
        assert abs(bright_box(image) - target.clip(0, SIZE)).max() < 1.6


@pytest.mark.parametrize('flip', [0.0, 1.0])
@pytest.mark.parametrize('decoder', DECODERS)
def test_the_target_is_where_the_person_is(data, decoder, flip):
    dataset = load(data, steps(decoder, flip))
    for _ in range(4):  # other frames each time
        packed = dataset[0]
        assert packed['inputs'].shape == (3, 3, SIZE, SIZE)
        assert packed['data_samples'].flip == bool(flip)
        check(packed)


@pytest.mark.parametrize('seed', range(6))
def test_with_other_noise_and_key_frames_only(data, seed):
    keys = [0, 4, 7, 11]
    pipeline = steps(flip=0.5, noise=dict(seed=seed, drift=0.1, tightness=0.7))
    dataset = load(
        data, pipeline, frame_inds=keys, boxes=person_boxes()[keys].tolist()
    )
    check(dataset[0])


def test_detector_boxes_with_clean_boxes(data):
    loose = person_boxes() + [-15, -9, 4, 11]
    pipeline = [s for s in steps() if s['type'] != 'TubeBoxNoise']
    packed = load(
        data,
        pipeline,
        boxes=loose.tolist(),
        clean_boxes=person_boxes().tolist(),
    )[0]
    check(packed)
    side = packed['data_samples'].crop_boxes
    assert (side[:, 2] - side[:, 0] == round(44 * 1.25)).all()


@pytest.mark.parametrize('decoder', DECODERS)
def test_clips_share_one_box(data, decoder):
    pipeline = steps(
        decoder, crop=dict(temporal='clip'), clip_len=4, num_clips=2
    )
    packed = load(data, pipeline)[0]
    regions = packed['data_samples'].crop_boxes.reshape(2, 4, 4)
    assert (regions == regions[:, :1]).all()
    assert (regions[0] != regions[1]).any()
    check(packed)


def test_the_clip_box_is_the_mean():
    boxes = np.array([[0, 0, 10, 10], [10, 4, 20, 14.0]])
    results = dict(
        imgs=[np.zeros((50, 50, 3), np.uint8)] * 2,
        frame_inds=[0, 1],
        clip_len=2,
        tube=PersonTube([0, 1], boxes),
    )
    out = TubeCrop(10, context=1.0, temporal='clip')(results)
    assert out['crop_boxes'].tolist() == [[5, 2, 15, 12]] * 2
    assert 'gt_bboxes' not in out and out['img_shape'] == (10, 10)


def test_target_margin_and_context(data):
    dataset = load(
        data,
        steps(
            noise=dict(level=0.0), crop=dict(context=1.5, target_margin=1.2)
        ),
    )
    packed = dataset[0]
    target = packed['data_samples'].gt_instances.bboxes
    # a 24 pixel person: region 36 pixels, target 28.8 in its middle
    low, high = (36 - 28.8) / 2 / 36 * SIZE, (36 + 28.8) / 2 / 36 * SIZE
    expected = torch.tensor([low, low, high, high]).expand(3, 4)
    torch.testing.assert_close(target, expected, rtol=0, atol=1e-4)


def cropped(frame, box, clean=None, **arguments):
    """What the network is given of one frame, and where it was cut."""
    results = dict(imgs=[frame], frame_inds=[0], tube=PersonTube([0], [box]))
    if clean is not None:
        results['clean_tube'] = PersonTube([0], [clean])
    out = TubeCrop(**dict(dict(size=64), **arguments))(results)
    return out['imgs'][0], out['crop_boxes'][0].astype(int)


@pytest.mark.parametrize('border', ['replicate', 'constant'])
@pytest.mark.parametrize('box', [[-9, 5, 60, 80], [40, 30, 70, 60]])
def test_the_crop_does_not_know_the_true_box(box, border):
    frame = np.random.default_rng(0).integers(0, 256, (96, 128, 3), np.uint8)
    plain, _ = cropped(frame, box, border=border)
    for clean in [30, 30, 40, 50], [90, 70, 120, 90]:
        crop, _ = cropped(frame, box, clean, border=border)
        assert (crop == plain).all()


def test_inputs_do_not_know_the_clean_boxes(data):
    """Through the whole pipeline: only the target follows clean_boxes."""
    loose = (person_boxes() + [-15, -9, 4, 11]).tolist()
    pipeline = steps(noise=dict(level=0.5, shift=0.3), test_mode=True)
    packed = [
        load(data, pipeline, boxes=loose, clean_boxes=clean.tolist())[0]
        for clean in (
            person_boxes(),
            person_boxes() + 7,
            person_boxes() * [1, 1, 1, 2],
        )
    ]
    targets = [p['data_samples'].gt_instances.bboxes for p in packed]
    for other, target in zip(packed[1:], targets[1:]):
        assert (other['inputs'] == packed[0]['inputs']).all()
        assert (target != targets[0]).any()


@pytest.mark.parametrize('border', ['replicate', 'constant'])
@pytest.mark.parametrize('context', [1.0, 1.4])
@pytest.mark.parametrize(
    'box', [[40, 30, 70, 60], [-9, 5, 60, 80], [100, 60, 140, 110]]
)
def test_nothing_outside_the_region_is_seen(box, context, border):
    """Neither by resampling nor by padding, inside and at the border."""
    frame = np.random.default_rng(0).integers(0, 256, (96, 128, 3), np.uint8)
    crop, (x1, y1, x2, y2) = cropped(
        frame, box, context=context, border=border
    )
    outside = np.ones(frame.shape[:2], bool)
    outside[max(y1, 0) : max(y2, 0), max(x1, 0) : max(x2, 0)] = False
    other = frame.copy()
    other[outside] = 255 - other[outside]
    assert outside.any() and (other != frame).any()
    assert (
        cropped(other, box, context=context, border=border)[0] == crop
    ).all()
    inside = 255 - frame
    inside[outside] = frame[outside]
    assert (
        cropped(inside, box, context=context, border=border)[0] != crop
    ).any()


@pytest.mark.parametrize('border', ['replicate', 'constant'])
@pytest.mark.parametrize('size', [8, 64])  # shrinks and grows
def test_padding_lies_beyond_the_frame_alone(size, border):
    """A crop of an inner box has none; else it is what the frame lacks."""
    white = np.full((96, 128, 3), 255, np.uint8)
    crop, region = cropped(
        white, [40, 30, 70, 60], context=1.5, size=size, border=border
    )
    side = 45 if size > 15 else 46  # even where it is halved
    assert (region[2:] - region[:2] == side).all() and region.min() > 0
    assert (crop == 255).all()
    # 40 pixels around (10, 50): a quarter of the columns lies to the left
    crop, region = cropped(
        white, [-10, 30, 30, 70], context=1.0, size=size, border=border
    )
    assert region.tolist() == [-10, 30, 30, 70]
    padded = (crop < 255).any((0, 2))
    edge = size // 4
    assert not padded[edge + 1 :].any()
    assert padded[: edge - 1].all() == (border == 'constant')


def test_without_any_true_box(data):
    pipeline = [s for s in steps(flip=1.0) if s['type'] != 'TubeBoxNoise']
    packed = load(data, pipeline)[0]
    assert 'gt_instances' not in packed['data_samples']
    assert packed['inputs'].shape == (3, 3, SIZE, SIZE)


def test_the_packed_sample(data):
    sample = load(data, steps())[0]['data_samples']
    assert sample.sample_id == 'a.avi#0'
    assert sample.filename == str(data.folder / 'a.avi')
    assert sample.original_shape == (HEIGHT, WIDTH)
    assert sample.img_shape == (SIZE, SIZE)
    assert sample.crop_boxes.shape == (3, 4)
    assert sample.crop_boxes.dtype == np.float32
    assert len(sample.frame_inds) == 3
    assert sample.gt_instances.bboxes.dtype == torch.float32
    assert sample.gt_label.tolist() == [0]


def test_packing_leaves_its_input_alone():
    results = dict(
        imgs=np.zeros((1, 3, 4, 4)),
        gt_bboxes=np.zeros((1, 4), np.float32),
        label=1,
    )
    PackTubeInputs()(results)
    assert set(results) == {'imgs', 'gt_bboxes', 'label'}


def cut_short(path):
    """Lose the last third of a file; its header still promises all frames."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


@pytest.mark.parametrize('decoder', DECODERS)
def test_a_video_that_decodes_short(data, decoder):
    # not AVI: Decord 0.6 crashes on some truncated ones that it reads from
    # memory, as DecordInit does
    path = data.folder / 'a.mkv'
    write_video(path, person_boxes())
    cut_short(path)
    ann = data(entry('a.mkv', person_boxes()[:7]))
    folder = dict(video=str(data.folder))
    dataset = PersonTubeDataset(ann, steps(decoder), folder)
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        for _ in range(5):
            check(dataset[0])


@pytest.mark.parametrize('decoder', DECODERS)
def test_the_annotation_decides_on_the_frames_not_the_container(data, decoder):
    """MMAction2 writes the decoder's Init before SampleFrames as a rule."""
    pipeline = steps(decoder, test_mode=True)
    expected = load(data, pipeline, clip=[2, 8])[0]['data_samples'].frame_inds
    pipeline[:2] = pipeline[1::-1]
    packed = load(data, pipeline, clip=[2, 8])[0]
    assert packed['data_samples'].frame_inds.tolist() == [3, 5, 7]
    assert (packed['data_samples'].frame_inds == expected).all()
    check(packed)


@pytest.mark.parametrize('decoder', DECODERS)
def test_inter_frame_coding(data, decoder):
    write_video(data.folder / 'a.avi', person_boxes(), 'mp4v')
    dataset = load(data, steps(decoder, num_clips=FRAMES))
    check(dataset[0])


def test_boxes_outside_a_frame_of_unknown_size(data):
    far = (person_boxes() + 500).tolist()
    pipeline = [s for s in steps() if s['type'] != 'TubeBoxNoise']
    dataset = load(data, pipeline, boxes=far, width=640, height=640)
    with pytest.raises(
        RuntimeError,
        match='entry 0 .*a.avi.: Decord.* 640 x 640 pixels.*128 x 96. Scale',
    ):
        dataset[0]


def test_images_must_belong_to_the_frames():
    results = dict(imgs=[0], frame_inds=[0, 1])
    with pytest.raises(ValueError, match='1 images for 2 frame_inds'):
        TubeCrop(8)(results)


@pytest.mark.parametrize(
    'arguments, message',
    [
        (dict(size=0), 'size must be a positive int, got 0'),
        (dict(size=8, context=0), 'context must be > 0, got 0'),
        (dict(size=8, target_margin=-1), 'target_margin must be > 0, got -1'),
        (
            dict(size=8, temporal='video'),
            "temporal must be one of .* got 'video'",
        ),
        (dict(size=8, border='zeros'), "border must be one of .* got 'zeros'"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        TubeCrop(**arguments)
