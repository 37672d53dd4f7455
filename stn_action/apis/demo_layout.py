"""The page of the web demo, in Gradio."""

from importlib.resources import files
from typing import Optional, Sequence

from ..visualization.report_page import KINDS, page_style
from .demo_page import DemoPage
from .loose_box import PRESETS

EDGES = ('left', 'top', 'right', 'bottom')
INTRO = """<h1>A loose box, and where the STN looks</h1>
<p>Drag a box on the frame, or take one of the presets: the view that the STN
chooses and the scores follow. <b style="color: #d97700">Orange</b> is the
box, <b style="color: #1b9ad6">blue</b> the view, white the true box where it
is known.</p>"""
CSS = """
#frame img { width: 100%; height: auto; cursor: crosshair;
  touch-action: none; user-select: none }
#plain img, #view img { width: 100%; height: auto }
#dragged { display: none }
#rubber { position: fixed; border: 2px solid #ff8c00; pointer-events: none;
  z-index: 99 }
.stn h1 { margin-top: 0 }
"""


def build_page(gr, page: DemoPage, paths: Sequence, first: Optional[str]):
    """The Gradio page.

    Args:
        gr (module): Gradio.
        page (DemoPage): Answers.
        paths (Sequence): Pairs of a name and a path, to pick from.
        first (str, optional): The path that is shown to begin with.
    """
    with gr.Blocks(title='stn_action', analytics_enabled=False) as blocks:
        gr.HTML(f'<div class="stn">{INTRO}</div>')
        session = gr.State()
        with gr.Row():
            with gr.Column(scale=3, min_width=340):
                frame = gr.Image(
                    label='frame',
                    interactive=False,
                    buttons=[],  # a box may be dragged below them
                    elem_id='frame',
                )
                index = gr.Slider(0, 1, 0, step=1, label='frame number')
                preset = gr.Radio(
                    list(PRESETS), label='boxes', elem_id='presets'
                )
            with gr.Column(scale=2, min_width=340):
                with gr.Row():
                    plain, view = (
                        gr.Image(
                            label=name,
                            interactive=False,
                            min_width=140,
                            buttons=[],
                            elem_id=kind,
                        )
                        for kind, name in KINDS
                    )
                figures = gr.HTML(elem_id='scores')
        with gr.Row():
            with gr.Column(scale=3, min_width=340):
                play = gr.Button('Play the clip', elem_id='play')
                clip = gr.Video(
                    label='clip', autoplay=True, elem_id='clip', height=420
                )
            with gr.Column(scale=2, min_width=340):
                picked = gr.Dropdown(
                    paths, value=first, label='video', elem_id='picked'
                )
                upload = gr.File(
                    label='or upload one', file_types=['video'], height=130
                )
        with gr.Accordion('The box in numbers', open=False, elem_id='exact'):
            sliders = [
                gr.Slider(0, 1, 0, step=1, label=edge, elem_id=edge)
                for edge in EDGES
            ]
        with gr.Accordion('Over time', open=False, elem_id='sheet'):
            sheet = gr.Image(
                show_label=False,  # it would lie on the picture's legend
                interactive=False,
                elem_id='views',
            )
        dragged = gr.Textbox(elem_id='dragged')
        outputs = [session, index, *sliders, preset]
        outputs += [frame, plain, view, figures, sheet, clip]
        quick = dict(
            show_progress='minimal',
            show_progress_on=figures,  # else on each of the outputs
            trigger_mode='always_last',
        )
        picked.input(page.open, picked, outputs, **quick)
        upload.upload(page.open, upload, outputs, **quick)
        blocks.load(page.open, picked, outputs, **quick)
        preset.input(page.preset, [session, preset, index], outputs, **quick)
        dragged.change(page.drag, [session, dragged, index], outputs, **quick)
        gr.on(
            [s.input for s in sliders],
            page.draw,
            [session, index, *sliders],
            outputs,
            **quick,
        )
        index.input(
            page.frame,
            [session, index],
            [frame, plain, view],
            show_progress='hidden',
        )
        play.click(page.play, session, clip)
    return blocks


def page_assets() -> dict:
    """Style and script, for ``launch``."""
    script = files('stn_action.visualization') / 'drag_box.js'
    text = script.read_text(encoding='utf-8')
    # Gradio takes a function, no comment before it
    return dict(css=page_style() + CSS, js=text[text.index('() =>') :])
