"""Russian words in Latin letters, as names of files have them: grafik_dezhurstv."""

import re

# The longest first. Of several ways to write a letter all are read.
_SPELLINGS = {
    "shch": "щ",
    "sch": "щ",
    "zh": "ж",
    "kh": "х",
    "ts": "ц",
    "tz": "ц",
    "ch": "ч",
    "sh": "ш",
    "[iy]ya": "ия",
    "yo": "ё",
    "yu|ju|iu": "ю",
    "ya|ja|ia": "я",
    "ye|je": "е",
    "(?<=[aeiouy])[yj]|(?<=[ij])[yj]|j": "й",
    "c(?=[eiy])": "ц",
}
_LETTERS = dict(zip("abcdefghiklmnopqrstuvwxyz", "абкдефгхиклмнопкрстуввхыз", strict=True))
_SPELLING = re.compile("|".join(f"({pattern})" for pattern in _SPELLINGS) + "|.")
_READ = tuple(_SPELLINGS.values())

# What spellings in Latin letters differ on, or leave out.
_BLURRED = {
    "ь": "",
    "ъ": "",
    "й": "и",
    "ы": "и",
    "э": "е",
    "ё": "е",
    "щ": "ш",
    "сч": "ш",
    "тс": "ц",
}
_BLURS = re.compile("|".join(_BLURRED))


def from_latin(word: str) -> str:
    """Return how a word in small Latin letters is written in Russian ones."""
    return _SPELLING.sub(
        lambda match: (
            _READ[match.lastindex - 1]
            if match.lastindex
            else _LETTERS.get(match.group(), match.group())
        ),
        word,
    )


def blurred(stem: str) -> str:
    """Return a stem as all spellings of it in Latin letters have it."""
    return _BLURS.sub(lambda match: _BLURRED[match.group()], stem)
