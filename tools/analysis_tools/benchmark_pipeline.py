r"""Time the data pipeline of person tubes against that of whole frames.

    python tools/analysis_tools/benchmark_pipeline.py
    python tools/analysis_tools/benchmark_pipeline.py --ann-file val.json \
        --videos videos

Frames of the same clips go through MMAction2's pipeline for testing whole
frames (Resize to 256, CenterCrop) and through TubeBoxNoise and TubeCrop of
this project, in turns, with one thread and the same decoder. Printed are CPU
milliseconds a clip, of the decoder (the same frames for both, so its median of
all is taken for both) and of the rest, and the ratio of the sums: median and
range of the repetitions. Without --ann-file it makes two videos,
of 320 x 240 and of 1920 x 1080 pixels.
"""

import argparse
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from stn_action.cli.errors import add_debug_flag, run_tool


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--ann-file', help='of PersonTubeDataset')
    parser.add_argument('--videos', default='.', help='folder of its videos')
    parser.add_argument(
        '--decoder', choices=('Decord', 'OpenCV', 'PyAV'), default='Decord'
    )
    parser.add_argument('--frames', type=int, default=8, help='of a clip')
    parser.add_argument('--size', type=int, default=224, help='of the input')
    parser.add_argument('--context', type=float, default=1.1)
    parser.add_argument('--clips', type=int, default=8, help='at most')
    parser.add_argument('--repeats', type=int, default=7)
    add_debug_flag(parser)
    return parser.parse_args(argv)


def pipelines(args) -> dict:
    """The two pipelines as configs."""
    load = [
        dict(
            type='SampleFrames',
            clip_len=1,
            num_clips=args.frames,
            test_mode=True,
        ),
        dict(type=f'{args.decoder}Init'),
        dict(type=f'{args.decoder}Decode'),
    ]
    shape = dict(type='FormatShape', input_format='NCHW')
    return {
        'whole frame': [
            *load,
            dict(type='Resize', scale=(-1, args.size * 256 // 224)),
            dict(type='CenterCrop', crop_size=args.size),
            shape,
            dict(type='PackActionInputs'),
        ],
        'person tube': [
            *load,
            dict(type='TubeBoxNoise', level=1.0, seed=0),
            dict(type='TubeCrop', size=args.size, context=args.context),
            shape,
            dict(type='PackTubeInputs'),
        ],
    }


def write_example(folder: Path, width: int, height: int) -> Path:
    """Four seconds of a textured rectangle, half as high as the frame."""
    import json

    import av

    rng = np.random.default_rng(0)
    texture = rng.integers(0, 256, (height // 8, width // 8, 3), np.uint8)
    background = cv2.resize(texture, (width, height))
    side, frames = height // 2, 100
    boxes = []
    with av.open(str(folder / 'a.mp4'), 'w') as container:
        stream = container.add_stream('mpeg4', rate=25)
        stream.width, stream.height, stream.pix_fmt = width, height, 'yuv420p'
        for k in range(frames):
            x = (width - side) * k // frames
            frame = background.copy()
            frame[height // 4 : height // 4 + side, x : x + side // 2] = 200
            boxes.append([x, height // 4, x + side // 2, height // 4 + side])
            picture = av.VideoFrame.from_ndarray(frame, format='rgb24')
            container.mux(stream.encode(picture))
        container.mux(stream.encode())
    entry = dict(
        filename='a.mp4',
        label=0,
        total_frames=frames,
        frame_inds=list(range(frames)),
        boxes=boxes,
    )
    path = folder / 'a.json'
    path.write_text(
        json.dumps(dict(metainfo=dict(classes=['x']), data_list=[entry]))
    )
    return path


def cpu_times(dataset, index: int, spent: dict) -> None:
    """Add the CPU seconds of decoder and rest for one sample."""
    data = dataset.get_data_info(index)
    for transform in dataset.pipeline.transforms:
        part = 'rest' if 'imgs' in data else 'decoder'
        start = time.thread_time()
        data = transform(data)
        spent[part] += time.thread_time() - start


def measure(name: str, ann_file: str, videos: str, args) -> None:
    from stn_action.datasets import PersonTubeDataset

    sets = {
        kind: PersonTubeDataset(
            str(ann_file), pipeline, dict(video=str(videos)), test_mode=True
        )
        for kind, pipeline in pipelines(args).items()
    }
    clips = range(min(args.clips, len(next(iter(sets.values())))))
    rounds = []
    for _ in range(args.repeats + 1):
        spent = {kind: defaultdict(float) for kind in sets}
        for index in clips:
            for kind, dataset in sets.items():  # in turns
                cpu_times(dataset, index, spent[kind])
        rounds.append(spent)
    report(name, rounds[1:], len(clips))  # the first is for warming up


def report(name: str, rounds: list, clips: int) -> None:
    print(f'{name}: {clips} clips, {len(rounds)} repetitions')
    ms = {
        (kind, part): np.array([1e3 * r[kind][part] / clips for r in rounds])
        for kind in rounds[0]
        for part in ('decoder', 'rest')
    }
    for kind in rounds[0]:
        parts = [
            f'{part} {np.median(ms[kind, part]):7.2f} ms'
            for part in ('decoder', 'rest')
        ]
        print(f'  {kind:12}', *parts)
    decoder = np.median([v for k, v in ms.items() if k[1] == 'decoder'])
    for what, both in (('of all', decoder), ('without the decoder', 0)):
        ratios = (ms['person tube', 'rest'] + both) / (
            ms['whole frame', 'rest'] + both
        )
        print(
            f'  person tube / whole frame {what}: {np.median(ratios):.3f} '
            f'[{ratios.min():.3f}, {ratios.max():.3f}]'
        )


def run(args) -> None:
    from mmengine.registry import init_default_scope

    import stn_action  # noqa: F401

    cv2.setNumThreads(1)
    init_default_scope('mmaction')
    if args.ann_file:
        measure(args.ann_file, args.ann_file, args.videos, args)
        return
    for width, height in ((320, 240), (1920, 1080)):
        with tempfile.TemporaryDirectory() as folder:
            path = write_example(Path(folder), width, height)
            measure(f'{width} x {height}', path, folder, args)


def main(argv=None) -> None:
    run_tool(run, parse_args(argv))


if __name__ == '__main__':
    main()
