"""Numbers of list items and headings, written as office programs write them."""

from collections.abc import Callable, Mapping

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
"""Without ё, й, ъ, ы and ь, as Russian lists are lettered."""

_LARGEST = 30_000
_PRIVATE_USE = range(0xE000, 0xF900)
BULLET = "•"


def decimal(number: int) -> str:
    """Return 1, 2, 3."""
    return str(number)


def roman(number: int) -> str:
    """Return i, ii, iii."""
    if not 0 < number <= _LARGEST:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def letters(alphabet: str) -> Callable[[int], str]:
    """Return how items are lettered: a to z, then aa to zz."""

    def write(number: int) -> str:
        if not 0 < number <= _LARGEST:
            return str(number)
        turns, place = divmod(number - 1, len(alphabet))
        return alphabet[place] * (turns + 1)

    return write


latin = letters(_LATIN)
russian = letters(_RUSSIAN)

OOXML: Mapping[str, Callable[[int], str]] = {
    "decimal": decimal,
    "decimalZero": "{:02d}".format,
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "lowerLetter": latin,
    "upperLetter": lambda number: latin(number).upper(),
    "russianLower": russian,
    "russianUpper": lambda number: russian(number).upper(),
    "none": lambda _: "",
}
"""By the name of a WordprocessingML number format (ISO/IEC 29500-1, 17.18.59)."""

ODF: Mapping[str, Callable[[int], str]] = {
    "1": decimal,
    "i": roman,
    "I": lambda number: roman(number).upper(),
    "a": latin,
    "A": lambda number: latin(number).upper(),
    "а": russian,
    "А": lambda number: russian(number).upper(),
}
"""By the first character of an OpenDocument number format (19.500)."""


def bullet(character: str) -> str:
    """Return a bullet as a reader sees it; those of symbol fonts have codes of no meaning."""
    first = character.strip()[:1]
    if not first or ord(first) in _PRIVATE_USE:
        return BULLET
    return "◦" if first == "o" else first
