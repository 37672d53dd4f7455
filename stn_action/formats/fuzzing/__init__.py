"""Damaged annotation files, and what a reader may make of them.

A reader may refuse a file with one line, or accept it. Of what it accepts,
each box must be in the file as it is read naively, and each box of the file
that is missing must have been counted as left out.
"""

from .judge import KINDS, OUTCOMES, Verdict, run_case

__all__ = ['KINDS', 'OUTCOMES', 'Verdict', 'run_case']
