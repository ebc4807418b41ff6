"""Surnames that search takes for one, since their forms have one stem, and which are two."""

import re

from index.text.analysis import Token
from index.text.languages import LANGUAGES

_ALIKE = {
    language.code: [(re.compile(asked), re.compile(told)) for asked, told in language.persons.alike]
    for language in LANGUAGES
}


def has_namesakes(asked: Token) -> bool:
    """Return whether a surname may be taken for another by its form: Бондарь for Бондарев."""
    forms = _ALIKE.get(asked.language or "", ())
    return asked.capital and any(form.fullmatch(asked.word) for form, _ in forms)


def share_stem(asked: Token, told: Token) -> bool:
    """Return whether two words may be forms of one, as search finds them."""
    return not _stems(asked).isdisjoint(_stems(told))


def is_namesake(asked: Token, told: Token) -> bool:
    """Return whether a word of a text is not the surname that is asked about, but such another.

    Only what the stem has lost tells them apart: Львов has not.
    """
    return (
        asked.capital
        and told.capital
        and share_stem(asked, told)
        and any(
            one.fullmatch(asked.word)
            and other.fullmatch(told.word)
            and not other.fullmatch(told.stem)
            for one, other in _ALIKE.get(asked.language or "", ())
        )
    )


def _stems(word: Token) -> set[str]:
    return {word.stem, word.reading.beside or word.stem}
