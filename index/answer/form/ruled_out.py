"""What a sentence counts that by its form answers something else, or nothing.

It asks itself, has an empty cell for what is asked, or speaks of another one of a series. However
surely it is read, it is not given; and what speaks for it speaks for nothing else that is near, but
for there being no answer. That is little of it: what answers may stand beside it, and be read less
surely.
"""

import numpy as np
from numpy.typing import NDArray

from index.learned import Numbers

RULED_OUT = 0.0003
"""What is left to it of what speaks for it: less than the surest reading makes up."""

AGAINST = 0.003
"""What of that speaks for no answer."""


def against(left: Numbers, *, ruled_out: NDArray[np.bool_]) -> Numbers:
    """Return what of each sentence speaks for no answer by its being ruled out: float64[n].

    `left` float64[n] is what is left to each in all, `ruled_out` bool[n] which of them are.
    """
    return np.where(ruled_out, AGAINST / RULED_OUT * left, 0.0)
