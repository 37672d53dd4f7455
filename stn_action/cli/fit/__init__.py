"""From a folder of videos to a tested recogniser: what tools/fit.py does.

``data`` finds people and splits the videos, ``configs`` writes the configs,
``front_end`` says where the localisation network comes from, ``cost`` finds
the input size of the rival without an STN, ``training`` trains and tests,
``verdict`` compares, ``progress_file`` remembers what is done, and ``job``
runs them in this order.
"""
