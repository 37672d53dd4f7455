# What happens to a view between localisation and sampling, for an STN with a
# theta a frame. Steady pulls the thetas of a clip together where they nearly
# agree over time. KeepBox replaces a view that nearly agrees with the box by
# the box with context 1.1, as in the crops of a recogniser without an STN.
# This view is recorded. The recogniser sees a little more around it. Noise (of
# trainings) and Parts have places in the order.
view_steps = dict(
    order=['steady', 'keep_box', 'record', 'context', 'noise', 'parts'],
    steady=dict(type='Steady', error=0.09),
    keep_box=dict(type='KeepBox', iou=0.85, context=1.1),
    record=dict(type='Record'),
    context=dict(type='Context', factor=1.08),
)
