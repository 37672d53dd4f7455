"""Reads and writes videos: files, folders of images, arrays, cameras."""
