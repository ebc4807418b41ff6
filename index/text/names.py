"""Cross-script keys: what the spellings of one name share, whichever alphabet it is written in.

A Cyrillic spelling says how a name sounds, a Latin one leaves it open: the `ch` of Chekhov, Bach,
Chopin and Christie is four sounds. So a Cyrillic word has one key and a Latin one a few, the
likeliest first. A key keeps the order of consonants and vowels, not which vowel it is, and takes
s, z and ц for one sound: `kaslavsk` is Козловский, Kozlovsky and Kozlovskii alike.

How likely a spelling stands for a sound was counted over the names of people that Wikidata has in
both alphabets (`python -m index.training` reads them as `names.tsv.gz`); decision 0012 has figures.
"""

import re
import unicodedata

MOST_KEYS = 4
LEAST_LIKELY = 0.05
"""A Latin word's further keys are at least this likely beside its first."""

_VOWELS = "aeiouy"

# One capital stands for a sound of several letters: S sh, C ch, Z zh. y is a vowel here, and the
# signs are nothing: spellings differ on them.
_CYRILLIC = {"дж": "Z", "дз": "s", "тс": "s"} | dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюя",
        [*"abvgdeZsiyklmnoprstufhsCSS", "", "y", "", *"eua"],
        strict=True,
    )
)
_CYRILLIC |= {"ё": "e", "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u", "ј": "y"}
_CYRILLIC_SPELLING = re.compile("|".join(_CYRILLIC))

# The first pattern that fits a place is read there. `*` is no sound at all.
_LATIN = {
    "shch": "S",
    "tsch|tch": "C",
    "sch": "S .9 sk .1",
    "sh": "S .6 s .4",
    "ch": "C .5 h .2 t .17 S .09 k .04",
    "cz": "C .85 s .15",
    "cs": "C .7 ks .3",
    "sz": "S .7 s .3",
    "sc(?=[eiy])": "S .6 s .4",
    "rz": "rs .6 Z .4",
    "d?zh|dj": "Z",
    "dg(?=[eiy])": "Z .7 dg .3",
    "d[sz]|t[sz]|z": "s",
    "gg(?=[eiy])": "g .7 Z .3",
    "g(?=[eiy])": "g .75 Z .25",
    "gh": "g .7 * .3",
    "(?<=.)gn": "n .7 gn .3",
    "kh": "h .87 k .13",
    "ph": "f",
    "th": "t .95 f .05",
    "^h": "h .84 g .1 a .06",
    "(?<=[aeiouy])h(?=[aeiouy])": "h .87 * .08 g .05",
    "h": "* .6 h .4",
    "^kn": "kn .7 n .3",
    "^wr": "r",
    "w": "v .8 u .2",
    "x": "ks .8 s .15 h .05",
    "j": "y .49 Z .25 s .19 h .07",
    "qu": "k .8 kv .2",
    "q": "k .86 s .14",
    "c(?=[eiy])": "s .72 C .28",
    "c": "k .93 s .07",
    "(?<=..)us$": "* .67 us .33",
    "(?<=..)t$": "t .75 * .25",
    "(?<=..)d$": "d .82 * .18",
    "(?<=[^aeiouy])es$": "es .6 s .4",
    "(?<=..)s$": "s .85 * .15",
    "(?<=[dpt])er$": "er .8 r .2",
    "ff$": "f .76 v .24",
    "^st": "st .73 St .27",
    "^sp": "sp .87 Sp .13",
    "(?<=[^aeiouy])e(?=[^aeiouy])": "e .95 * .05",
}
_LATIN_SPELLING = re.compile("|".join(f"({pattern})" for pattern in _LATIN) + "|.")
_LATIN_SOUNDS = [
    [
        ("" if sound == "*" else sound, float(share or 1))
        for sound, share in re.findall(r"(\S+)(?: (\.\d+))?", sounds)
    ]
    for sounds in _LATIN.values()
]
_LATIN_LETTERS = str.maketrans(
    {"ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ø": "o", "æ": "e", "œ": "e", "ı": "i"}
    | {"č": "tch", "ć": "tch", "š": "sh", "ş": "sh", "ș": "sh", "ž": "zh", "ż": "zh", "ç": "s"}
)


def cyrillic_key(word: str) -> str:
    """Return the key of a word in Cyrillic letters, ``""`` where it has too few sounds for one."""
    word = _plain(word)
    return _key(_CYRILLIC_SPELLING.sub(lambda match: _CYRILLIC[match.group()], word))


def latin_keys(word: str) -> tuple[str, ...]:
    """Return the keys of a word in Latin letters, the likeliest first, `MOST_KEYS` at most."""
    word = _plain(word.casefold().translate(_LATIN_LETTERS))
    readings = [("", 1.0)]
    for match in _LATIN_SPELLING.finditer(word):
        sounds = _LATIN_SOUNDS[match.lastindex - 1] if match.lastindex else [(match.group(), 1.0)]
        readings = [(read + sound, of * share) for read, of in readings for sound, share in sounds]
        readings = sorted(readings, key=lambda reading: -reading[1])[: 2 * MOST_KEYS]
    likely = (read for read, share in readings if share >= LEAST_LIKELY * readings[0][1])
    keys = dict.fromkeys(key for read in likely if (key := _key(read)))
    return tuple(keys)[:MOST_KEYS]


def _plain(word: str) -> str:
    """Return `word` in small letters without diacritics and apostrophes."""
    parts = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in parts if letter.isalpha())


def _key(sounds: str) -> str:
    if not sounds.isascii():
        return ""
    key = re.sub(r"(.)\1+", r"\1", re.sub(f"[{_VOWELS}]+", "a", sounds))
    # Endings decline, and a last vowel is often not written or not heard.
    key = re.sub(r"(?<=..)a$", "", key)
    return key if len(key) > 1 else ""
