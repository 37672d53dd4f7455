"""A web page: draw a loose box, see the re-focused view and the scores move.

    python tools/demo_app.py CONFIG CHECKPOINT [--videos FOLDER] [--port 7860]

Pick or upload a video. Two clicks on the frame set the corners of a box, the
sliders move them; the recogniser is asked again each time. Needs the extra
"demo": pip install -e '.[demo]'.
"""

import argparse
import os

from stn_action.cli.detection_options import add_detector_options, key_value
from stn_action.cli.errors import add_debug_flag, one_line, run_tool

EXAMPLES = """
examples:
  videos of a folder to pick from:
    python tools/demo_app.py CONFIG CHECKPOINT --videos videos

  begin with the box of a detector:
    python tools/demo_app.py CONFIG CHECKPOINT --videos videos \\
        --detector onnx --detector-options path=yolox_nano.onnx
"""
EDGES = ('left', 'top', 'right', 'bottom')


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
    add('--videos', help='folder of videos to pick from')
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


def sentence(error: Exception, path: str) -> str:
    """The error of a video, without the path on the server."""
    return one_line(error).replace(path, os.path.basename(path))


def build_page(gr, loose_box, paths):
    """The Gradio page; ``gr`` is the module."""
    from stn_action.apis.loose_box import (
        draw_loose_box,
        ordered,
        view_sheet,
    )

    def refused(error, path, outputs):
        # one note; an error of Gradio marks each of the outputs
        gr.Warning(sentence(error, path), duration=None)
        return [gr.skip()] * outputs

    def opened(path):
        if not path:
            return [gr.skip()] * 9
        try:
            video = loose_box.open(path)
            box = loose_box.detected_box(video)
        except Exception as error:  # whatever somebody uploads
            return refused(error, path, 9)
        if box is None:
            if loose_box.find_persons:
                gr.Info('Nobody found: the box is the middle of the frame.')
            box = loose_box.first_box(video)
        height, width = video.frames.shape[1:3]
        sliders = [
            gr.update(maximum=m, value=v)
            for m, v in zip((width, height) * 2, box)
        ]
        shown = gr.update(maximum=len(video.frames) - 1, value=0)
        return (video, None, shown, *sliders, *asked(video, 0, *box)[:2])

    def asked(video, index, *box):
        if video is None:
            return [gr.skip()] * 3
        try:
            window = loose_box(video, box)
        except Exception as error:
            return refused(error, video.name, 3)
        return (
            draw_loose_box(video, index, box, window),
            loose_box.scores(window),
            view_sheet(window),
        )

    def clicked(video, corner, index, event: gr.SelectData):
        if video is None:
            return [gr.skip()] * 6
        x, y = map(float, event.index)
        if corner is None:  # the first of two
            frame = draw_loose_box(video, index, (), corner=(x, y))
            return ((x, y), frame, *[gr.skip()] * 4)
        box = ordered((*corner, x, y))
        return (None, draw_loose_box(video, index, box), *box)

    with gr.Blocks(title='stn_action', analytics_enabled=False) as page:
        gr.Markdown(
            '## A loose box, and where the STN looks\nTwo clicks on '
            'the frame set a box (orange); the view (blue) and the '
            'scores follow.'
        )
        video, corner = gr.State(), gr.State()
        with gr.Row():
            picked = gr.Dropdown(
                paths, value=None, label='video', elem_id='picked'
            )
            upload = gr.File(
                label='or upload one', file_types=['video'], height=130
            )
        with gr.Row():
            with gr.Column(scale=3):
                frame = gr.Image(
                    label='frame', interactive=False, elem_id='frame'
                )
                index = gr.Slider(0, 1, 0, step=1, label='frame number')
                sliders = [
                    gr.Slider(0, 1, 0, step=1, label=edge, elem_id=edge)
                    for edge in EDGES
                ]
            with gr.Column(scale=2):
                scores = gr.Label(
                    label='scores', num_top_classes=5, elem_id='scores'
                )
        views = gr.Image(
            label='what the STN did', interactive=False, elem_id='views'
        )
        for source in (picked, upload):
            source.change(
                opened,
                source,
                [video, corner, index, *sliders, frame, scores],
                show_progress='minimal',
            )
        moved = [index.change, *(s.change for s in sliders)]
        gr.on(
            moved,
            asked,
            [video, index, *sliders],
            [frame, scores, views],
            trigger_mode='always_last',
            show_progress='hidden',
        )
        frame.select(
            clicked,
            [video, corner, index],
            [corner, frame, *sliders],
            show_progress='hidden',
        )
    return page


def run(args, **launch):
    try:
        import gradio as gr
    except ImportError:
        raise ImportError(
            "The page needs Gradio: pip install -e '.[demo]', or gradio."
        ) from None
    from mmengine.config import Config

    from stn_action.apis import DetectedPersons, STNInferencer
    from stn_action.apis.loose_box import LooseBox
    from stn_action.video.inputs import video_sources

    cfg = Config.fromfile(args.config)
    cfg.merge_from_dict(args.cfg_options or {})
    inferencer = STNInferencer(
        cfg, args.checkpoint, args.device, args.label_file, show_progress=False
    )
    find_persons = None
    if args.detector != 'none':
        find_persons = DetectedPersons(args.detector, **args.detector_options)
    sources = video_sources(args.videos) if args.videos else []
    page = build_page(
        gr,
        LooseBox(inferencer, args.max_frames, find_persons),
        [(s.relative, s.name) for s in sources],
    )
    # fonts of the reader's machine: the default theme fetches its own
    fonts = dict(font=['system-ui', 'sans-serif'], font_mono=['monospace'])
    page.launch(
        server_name=args.host,
        server_port=args.port,
        show_error=True,
        theme=gr.themes.Default(**fonts),
        **launch,
    )


def main(argv=None, **launch) -> None:
    run_tool(lambda args: run(args, **launch), parse_args(argv))


if __name__ == '__main__':
    main()
