"""Removes old files only after the new one is there."""


class RemovingLater:
    """A storage backend whose removals wait."""

    def __init__(self, backend) -> None:
        self._backend = backend
        self.waiting: list = []

    def __getattr__(self, name: str):
        return getattr(self._backend, name)

    def remove(self, path: str) -> None:
        self.waiting.append((self._backend.remove, path))

    def rmtree(self, path: str) -> None:
        self.waiting.append((self._backend.rmtree, path))
