# A family that the recognisers never saw in training (the localisation network
# did): boxes cut into the person, down to half its size, so that limbs are cut
# off (half of the true box's area is left). At level 1 the mean IoU of the
# squared boxes with the true ones is .50 on JHMDB.
_base_ = 'loose.py'
box_noise = dict(looseness=1.0, tightness=0.5)
