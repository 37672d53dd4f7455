"""A web page: draw a loose box, see the re-focused view and the scores move.

    python tools/demo_app.py CONFIG CHECKPOINT [--videos FOLDER] [--port 7860]

It starts with a video and its annotated (--boxes) or detected (--detector)
box. Drag another box on the frame, or take a preset: loose, tight or
drifting. Scores with and without the STN stand side by side, with the IoU of
box and view where the true box is known; the clip plays with both over it.
Without --videos there are generated clips. Needs the extra "demo":
pip install -e '.[demo]'.
"""

import argparse
import atexit
import os
import shutil
import tempfile

from stn_action.cli.detection_options import add_detector_options, key_value
from stn_action.cli.errors import add_debug_flag, run_tool

EXAMPLES = """
examples:
  a front end before a recogniser that was trained without an STN:
    python tools/demo_app.py CONFIG CHECKPOINT --videos videos \\
        --cfg-options model.stn_checkpoint=STN.pth

  annotated boxes, and the IoU with the true ones:
    python tools/demo_app.py CONFIG CHECKPOINT --videos videos \\
        --boxes annotations/val.json

  begin with the box of a detector:
    python tools/demo_app.py CONFIG CHECKPOINT --videos videos \\
        --detector onnx --detector-options path=yolox_nano.onnx
"""


def parse_args(argv=None):
    from mmengine.config import DictAction

    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add('config', help='config of a recogniser')
    add('checkpoint', help='its checkpoint file')
    add('--videos', help='folder to pick from (default: generated clips)')
    add(
        '--boxes',
        help='annotation file with boxes of the videos, and perhaps true ones',
    )
    add(
        '--max-frames',
        type=int,
        default=200,
        metavar='N',
        help='of a longer video, look at the first N (default: 200)',
    )
    add_detector_options(parser, default='none')
    add('--label-file', help='names of the classes, one a line')
    add('--device', help='such as cuda:0 (default: what there is)')
    add(
        '--max-upload',
        type=int,
        default=50,
        metavar='MB',
        help='largest video that can be uploaded (default: 50)',
    )
    add('--host', default='127.0.0.1', help='default: 127.0.0.1')
    add('--port', type=int, default=7860, help='default: 7860')
    add(
        '--cfg-options',
        nargs='+',
        action=DictAction,
        type=key_value,
        metavar='KEY=VALUE',
        help='settings of the config to override',
    )
    add_debug_flag(parser)
    return parser.parse_args(argv)


def example_videos(folder: str) -> tuple:
    """Generated clips with boxes: their folder and annotation file."""
    from stn_action.datasets.synthetic import SyntheticSpec, generate

    generate(folder, SyntheticSpec(num_train=1, num_val=8), processes=1)
    return os.path.join(folder, 'videos'), os.path.join(folder, 'val.json')


def loose_box(args, boxes):
    """The recogniser with all that finds persons."""
    from stn_action.apis import DetectedPersons, STNInferencer
    from stn_action.apis.loose_box import LooseBox
    from stn_action.apis.persons import AnnotatedPersons
    from stn_action.cli.config_file import read_config

    cfg = read_config(args.config, args.cfg_options)
    inferencer = STNInferencer(
        cfg, args.checkpoint, args.device, args.label_file, show_progress=False
    )
    find_persons = None
    if args.detector != 'none':
        find_persons = DetectedPersons(args.detector, **args.detector_options)
    annotated = AnnotatedPersons(boxes) if boxes else None
    return LooseBox(inferencer, args.max_frames, find_persons, annotated)


def run(args, **launch):
    try:
        import gradio as gr
    except ImportError:
        raise ImportError(
            "The page needs Gradio 6: pip install -e '.[demo]', or "
            "pip install 'gradio>=6'"
        ) from None
    from stn_action.apis.demo_layout import build_page, page_assets
    from stn_action.apis.demo_page import DemoPage
    from stn_action.video.inputs import video_sources

    folder = tempfile.mkdtemp(prefix='stn_demo_')
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    videos, boxes = args.videos, args.boxes
    if videos is None:
        videos, boxes = example_videos(folder)
    answers = DemoPage(gr, loose_box(args, boxes), folder)
    paths = [(s.relative, s.name) for s in video_sources(videos)]
    annotated = answers.loose_box.annotated
    if annotated is not None:
        known = [s for s in video_sources(videos) if annotated.knows(s)]
        paths = [(s.relative, s.name) for s in known] or paths
    page = build_page(gr, answers, paths, paths[0][1] if paths else None)
    # fonts of the reader's machine: the default theme fetches its own
    fonts = dict(font=['system-ui', 'sans-serif'], font_mono=['monospace'])
    page.launch(
        server_name=args.host,
        server_port=args.port,
        show_error=True,
        max_file_size=f'{args.max_upload}mb',
        theme=gr.themes.Default(**fonts),
        **page_assets(),
        **launch,
    )


def main(argv=None, **launch) -> None:
    run_tool(lambda args: run(args, **launch), parse_args(argv))


if __name__ == '__main__':
    main()
