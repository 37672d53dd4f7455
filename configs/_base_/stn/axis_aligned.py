# Axis-aligned view, otherwise as attention.py.
_base_ = 'attention.py'
stn = dict(transformation='axis_aligned')
