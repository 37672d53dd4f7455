from xml.sax.saxutils import escape, quoteattr

import pytest

pytest.importorskip('defusedxml')
from stn_action.formats.conversion import read_cvat


def element(name, value):
    """As CVAT's exporter nests its meta."""
    if isinstance(value, list):
        value = ''.join(element(*pair) for pair in value)
    else:
        value = escape(str(value))
    return f'<{name}>{value}</{name}>'


def exported(kind, start, step, size, relative, labels=('walk',)):
    """The file that CVAT writes.

    See its ``dataset_manager/bindings.py`` and ``formats/cvat.py``;
    ``abs_frame_id`` makes a frame of the video from one of the task: ``frame *
    step + start``. ``stop_frame`` is the last frame, of the task or the job.
    A job's meta has its size and no source. Tracks come interpolated.

    Args:
        kind: 'task' or 'job'.
        relative: Frames of the task at which the track has boxes.
    """
    video = [('width', 320), ('height', 240)]
    own = [
        ('id', 7),
        *([('name', 'my task')] if kind == 'task' else []),
        ('size', size),
        ('mode', 'interpolation'),
        ('overlap', 0),
        ('bugtracker', ''),
        ('subset', 'default'),
        ('start_frame', start),
        ('stop_frame', start + step * (size - 1)),
        ('frame_filter', f'step={step}' if step > 1 else ''),
        ('segments', [('segment', [('id', 2), ('start', 0)])]),
        (
            'labels',
            [('label', [('name', n), ('type', 'any')]) for n in labels],
        ),
    ]
    meta = [(kind, own), ('dumped', '2026-07-12 22:41:28.429180+00:00')]
    if kind == 'task':
        own += [('original_size', video), ('source', 'a.mp4')]
    else:
        meta += [('original_size', video)]
    boxes = [(start + step * f, 10 + 2 * k, 0) for k, f in enumerate(relative)]
    boxes.append((boxes[-1][0] + step, boxes[-1][1], 1))
    shown = ''.join(
        f'<box frame="{f}" keyframe="1" outside="{outside}" occluded="0" '
        f'xtl="{x:.2f}" ytl="20.00" xbr="{x + 30:.2f}" ybr="60.00" '
        'z_order="0"></box>'
        for f, x, outside in boxes
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><annotations>'
        f'<version>1.1</version>{element("meta", meta)}'
        f'<track id="0" label={quoteattr(labels[0])} source="manual">{shown}'
        '</track></annotations>'
    )


@pytest.mark.parametrize('kind', ['task', 'job'])
def test_frames_are_those_of_the_video(tmp_path, kind):
    """Start and step are in the numbers already, for tasks and jobs."""
    path = tmp_path / 'a.xml'
    path.write_text(exported(kind, 100, 5, 20, [0, 1, 2]))
    name = 'a.mp4' if kind == 'job' else None
    (entry,) = read_cvat(str(path), video_name=name)[1]
    assert entry == dict(
        filename='a.mp4',
        total_frames=196,  # as far as the export goes
        width=320,
        height=240,
        label=0,
        track_id=0,
        frame_inds=[100, 105, 110],
        boxes=[[10, 20, 40, 60], [12, 20, 42, 60], [14, 20, 44, 60]],
    )


def test_the_export_of_a_job_names_no_video(tmp_path):
    path = tmp_path / 'a.xml'
    path.write_text(exported('job', 0, 1, 10, [0]))
    with pytest.raises(
        ValueError, match='a.xml: names no video.*--video-name'
    ):
        read_cvat(str(path))
    # the name of a task is not the name of its video
    text = exported('task', 0, 1, 10, [0]).replace(
        '<source>a.mp4</source>', ''
    )
    path.write_text(text)
    with pytest.raises(ValueError, match='a.xml: names no video'):
        read_cvat(str(path))


def test_labels_of_any_text(tmp_path):
    path = tmp_path / 'a.xml'
    path.write_text(exported('task', 0, 1, 9, [0], ['<$\\frac{$ "ü">', 'b']))
    assert read_cvat(str(path))[0]['classes'][0] == '<$\\frac{$ "ü">'
