"""Code that the command-line tools share: flags, errors, launching."""
