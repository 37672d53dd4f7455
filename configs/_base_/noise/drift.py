# A family that the recognisers never saw in training (the localisation network
# did): the box slides off the person over time and jumps from frame to frame,
# in place and size. At level 1 the mean IoU of the squared boxes with the true
# ones is .50 on JHMDB.
_base_ = 'loose.py'
box_noise = dict(looseness=1.2, shift=0.05, jitter=0.12, drift=1.1)
