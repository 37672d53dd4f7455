"""A web page: draw a loose box, see the re-focused view and the scores move.

    python tools/demo_app.py CONFIG CHECKPOINT [--videos FOLDER] [--port 7860]

Pick or upload a video. Two clicks on the frame set the corners of a box, the
sliders move them; the recogniser is asked again each time. Needs the extra
"demo": pip install -e '.[demo]'.
"""

import argparse
import os

from mmengine.config import Config, DictAction

from stn_action.apis import STNInferencer
from stn_action.apis.loose_box import (
    LooseBox,
    draw_loose_box,
    ordered,
    view_sheet,
)
from stn_action.video.sources import video_sources

EDGES = ('left', 'top', 'right', 'bottom')


def parse_args(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('config')
    parser.add_argument('checkpoint')
    parser.add_argument('--videos', help='folder of videos to pick from')
    parser.add_argument('--max-frames', type=int, default=200)
    parser.add_argument('--label-file')
    parser.add_argument('--device')
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=7860)
    parser.add_argument('--cfg-options', nargs='+', action=DictAction)
    return parser.parse_args(argv)


def build_page(gr, loose_box: LooseBox, paths):
    """The Gradio page; ``gr`` is the module."""

    def opened(path):
        if not path:
            return [gr.skip()] * 9
        try:
            video = loose_box.open(path)
        except ValueError as error:
            raise gr.Error(str(error)) from None
        height, width = video.frames.shape[1:3]
        box = loose_box.first_box(video)
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
        except ValueError as error:
            raise gr.Error(str(error)) from None
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


def main(argv=None, **launch):
    args = parse_args(argv)
    try:
        import gradio as gr
    except ImportError:
        raise SystemExit(
            "The page needs Gradio: pip install 'stn_action[demo]', or gradio."
        ) from None
    cfg = Config.fromfile(args.config)
    cfg.merge_from_dict(args.cfg_options or {})
    inferencer = STNInferencer(
        cfg, args.checkpoint, args.device, args.label_file, show_progress=False
    )
    paths = [
        (os.path.relpath(s.name, args.videos), s.name)
        for s in (video_sources(args.videos) if args.videos else ())
    ]
    page = build_page(gr, LooseBox(inferencer, args.max_frames), paths)
    # fonts of the reader's machine: the default theme fetches its own
    fonts = dict(font=['system-ui', 'sans-serif'], font_mono=['monospace'])
    return page.launch(
        server_name=args.host,
        server_port=args.port,
        show_error=True,
        theme=gr.themes.Default(**fonts),
        **launch,
    )


if __name__ == '__main__':
    main()
