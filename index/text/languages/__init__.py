"""The languages there are, a record each.

Another one is a package beside these, a module for each part of a record that it fills, and an
entry in `LANGUAGES`. Documents that are found to be in it hold other terms from then on, so
`ANALYSIS_VERSION` rises.
"""

from index.text.languages.english import ENGLISH
from index.text.languages.record import Asking, Contrasts, Language, Values, any_of, snowball
from index.text.languages.russian import RUSSIAN

LANGUAGES = (ENGLISH, RUSSIAN)
"""Of those that share a script the first reads what is in no known one of them."""

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "RUSSIAN",
    "Asking",
    "Contrasts",
    "Language",
    "Values",
    "any_of",
    "snowball",
]
