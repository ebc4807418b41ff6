"""Control characters, of which a few get into a text by accident, and many are no text."""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\ufffe\uffff]")
_MOST = 1 / 20
_MOST_NULS = 1 / 500
"""A share of all characters; pictures and archives have more, between much that looks like text."""
_FEW = 3


def is_binary(text: str) -> bool:
    """Return whether these are no characters of a text, but bytes that mean something else."""
    if not (found := len(_CONTROL.findall(text))):
        return False
    nuls = text.count("\0")
    return found > _MOST * len(text) or nuls > max(_FEW, _MOST_NULS * len(text))
