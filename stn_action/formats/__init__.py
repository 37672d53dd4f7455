"""Readers and writers of annotation files; needs NumPy alone."""
