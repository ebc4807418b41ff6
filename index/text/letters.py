"""Characters that show nothing, and letters of one alphabet that look like those of another.

Both are folded for searching alone: offsets stay those of the text. The look-alikes are those of
Unicode's confusables (UTS 39) that people type for each other between Latin and Cyrillic.
"""

import re
import unicodedata

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, zero-width space, joiners and non-joiner, word joiner, byte order mark."""

_DROP_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))
_HAS_INVISIBLE = re.compile(f"[{INVISIBLE}]")

_LATIN = "ABCEHIJKMOPSTXYaceijkopsxy"
_CYRILLIC = "АВСЕНІЈКМОРЅТХУасеіјкорѕху"
_TO_CYRILLIC = dict(zip(map(ord, _LATIN), _CYRILLIC, strict=True))
_TO_LATIN = dict(zip(map(ord, _CYRILLIC), _LATIN, strict=True))

# Letters of a script that no letter of the other looks like say which one a word is in.
_ONLY_LATIN = re.compile(f"[^\\W\\d_{_LATIN}\u0400-\u04ff]")
_ONLY_CYRILLIC = re.compile(f"(?![{_CYRILLIC}])[\u0400-\u04ff]")
_MIXED = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
# The parts of a word broken at a line's end, with the hyphen and the break between them.
_BROKEN = re.compile(r"(?<=[^\W\d_])[-‐\u00ad]+[ \t]*\r?\n[ \t]*(?=[^\W\d_])")
_ANY_LATIN = re.compile("[A-Za-z]")
_ANY_CYRILLIC = re.compile("[\u0400-\u04ff]")


def visible(text: str) -> str:
    """Return `text` without the characters that show nothing."""
    return text.translate(_DROP_INVISIBLE) if _HAS_INVISIBLE.search(text) else text


def visible_with_places(text: str) -> tuple[str, list[int] | None]:
    """Return `text` without what shows nothing, and each character's place in it.

    The places, None where all characters stayed, end with that of the end.
    """
    if not _HAS_INVISIBLE.search(text):
        return text, None
    places = [place for place, character in enumerate(text) if character not in INVISIBLE]
    return "".join(text[place] for place in places), [*places, len(text)]


def legible(text: str) -> tuple[str, list[int] | None]:
    """Return `text` as a reader takes it in, and each character's place in it.

    What shows nothing is gone, words broken at a line's end are whole, and look-alikes are of
    their word's script. The places, None where all characters stayed, end with that of the end.
    """
    gone = {place for match in _BROKEN.finditer(text) for place in range(*match.span())}
    if _HAS_INVISIBLE.search(text):
        gone.update(place for place, character in enumerate(text) if character in INVISIBLE)
    places = None
    if gone:
        places = [place for place in range(len(text) + 1) if place not in gone]
        text = "".join(text[place] for place in places[:-1])
    if _MIXED.search(text):
        text = _WORD.sub(lambda word: in_one_script(word.group()), text)
    return text, places


def in_one_script(word: str) -> str:
    """Return a word with the look-alikes in it written in the script of its other letters.

    A word that holds letters peculiar to both scripts stays as it is.
    """
    if word.isascii() or not (_ANY_LATIN.search(word) and _ANY_CYRILLIC.search(word)):
        return word
    latin, cyrillic = _ONLY_LATIN.search(word), _ONLY_CYRILLIC.search(word)
    if latin and cyrillic:
        return word
    if latin:
        return word.translate(_TO_LATIN)
    if cyrillic or len(_ANY_CYRILLIC.findall(word)) >= len(_ANY_LATIN.findall(word)):
        return word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN)


def other_script(word: str) -> str | None:
    """Return how a word looks in the other script's letters, None where it has none for one."""
    if word.isascii():
        return word.translate(_TO_CYRILLIC) if all(each in _LATIN for each in word) else None
    return word.translate(_TO_LATIN) if all(each in _CYRILLIC for each in word) else None


def skeleton(code: str) -> str:
    """Return a code in small letters, its look-alikes all Latin.

    Of which alphabet the letter of 17-К is nobody can see.
    """
    return code.upper().translate(_TO_LATIN).casefold()


def spelled_in(alphabet: str, text: str) -> bool:
    """Return whether `text` has no letter but those of `alphabet`, in either case, with marks."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return all(letter in alphabet for letter in plain if letter.isalpha())
