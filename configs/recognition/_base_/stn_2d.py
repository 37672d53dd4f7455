# A 2-D recogniser behind an STN, otherwise as stn_3d.py.
_base_ = 'stn_3d.py'
recognizer = dict(type='STNRecognizer2D')
