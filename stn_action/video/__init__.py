"""Where frames come from: files, folders, arrays and cameras."""
