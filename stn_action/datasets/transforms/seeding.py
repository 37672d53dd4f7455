"""Random generators whose draw can depend on the sample alone."""

import hashlib
from typing import Optional

import numpy as np


def generator_of(
    results: dict, seed: Optional[int], use: str = ''
) -> np.random.Generator:
    """The random generator of a transform for one sample.

    Args:
        results (dict): With ``sample_id`` if there is a seed.
        seed (int, optional): With a seed the draw depends on the seed and the
            sample alone: not on the order of the samples, the workers or the
            sampled frames. Without a seed every call draws anew from NumPy's
            global state, which MMEngine seeds in each worker.
        use (str): Name of the use. Two uses of one seed draw independently.
    """
    if seed is None:
        return np.random.default_rng(np.random.randint(0, 2**31 - 1, size=4))
    digest = hashlib.sha256((use + results['sample_id']).encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest[:8], 'little')])
