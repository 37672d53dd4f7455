"""Pickles of plain containers and NumPy arrays, and of nothing else."""

import pickle

# What such a pickle needs, under the names of NumPy 1 and 2. Everything else
# could run code, and is refused.
_SAFE_GLOBALS = {
    ('numpy', 'ndarray'),
    ('numpy', 'dtype'),
    ('_codecs', 'encode'),
    ('numpy.core.multiarray', '_reconstruct'),
    ('numpy.core.multiarray', 'scalar'),
    ('numpy._core.multiarray', '_reconstruct'),
    ('numpy._core.multiarray', 'scalar'),
}


class _ArraysOnlyUnpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) not in _SAFE_GLOBALS:
            raise pickle.UnpicklingError(
                f'refused to load {module}.{name}: an annotation file holds '
                'plain containers and NumPy arrays only'
            )
        return super().find_class(module, name)


def load_arrays(path: str):
    """What the pickle holds; those that Python 2 wrote are read as well.

    Raises:
        pickle.UnpicklingError: It wants to load anything but plain containers
            and arrays.
    """
    with open(path, 'rb') as file:
        return _ArraysOnlyUnpickler(file, encoding='latin1').load()
