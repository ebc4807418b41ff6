"""Figures that stand above the line: read on it, an exponent would make another number."""

import re

_FIGURES = re.compile(r"\s*[0-9+\-−]+\s*")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def raised(text: str) -> str:
    """Return a raised text as characters that are raised themselves, where it is of figures."""
    return text.translate(_RAISED) if _FIGURES.fullmatch(text) else text
