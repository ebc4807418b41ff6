"""Forms of one noun of which one has a vowel in its stem that the others drop: окон, окна.

A stemmer takes off endings alone, and so keeps them apart.
"""

import re

from index.text.languages import LANGUAGES

_FORMS = [
    (re.compile(language.with_vowel), re.compile(language.without_vowel))
    for language in LANGUAGES
    if language.with_vowel
]


def are_of_one_noun(one: str, other: str) -> bool:
    """Return whether two words, in small letters, may be such forms, with the vowel and without."""
    return any(
        (kept := _kept(longer, first)) is not None and kept == _kept(shorter, second)
        for longer, shorter in _FORMS
        for first, second in ((one, other), (other, one))
    )


def _kept(form: re.Pattern[str], word: str) -> str | None:
    match = form.fullmatch(word)
    return match and "".join(match.groups())
