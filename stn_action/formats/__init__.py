"""Readers and writers of annotation files, and checks of what they hold."""
