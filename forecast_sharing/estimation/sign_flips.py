"""Signs of blocks, flipped: what chance makes of differences that could as well have been the other way round."""

from itertools import product

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_MOST_BLOCKS_EXACT, _N_FLIPS = 12, 20_000


def signs(n_blocks: int) -> FloatArray:
    """Return every way to flip the signs of the blocks, or of many blocks 20,000 at random: (n_ways, n_blocks).

    The first are the signs as they are.
    """
    if n_blocks <= _MOST_BLOCKS_EXACT:
        return np.array(list(product((1.0, -1.0), repeat=n_blocks)))
    drawn = np.random.default_rng(1).choice((1.0, -1.0), size=(_N_FLIPS, n_blocks))
    drawn[0] = 1
    return drawn
