"""Just enough Russian: cases of names and of phrases with one noun at their head, and plurals.

The rules are those of the school grammar for regular words; irregular ones are written out in
`words/`.
"""

from functools import lru_cache

CASES = "ngdaip"
"""Nominative, genitive, dative, accusative, instrumental, prepositional: the order of `Forms`."""

Forms = tuple[str, str, str, str, str, str]

_HARD = {
    "ый": ("ый", "ого", "ому", "ый", "ым", "ом"),
    "ой": ("ой", "ого", "ому", "ой", "ым", "ом"),
    "ая": ("ая", "ой", "ой", "ую", "ой", "ой"),
    "ое": ("ое", "ого", "ому", "ое", "ым", "ом"),
    "ий": ("ий", "его", "ему", "ий", "им", "ем"),
    "яя": ("яя", "ей", "ей", "юю", "ей", "ей"),
    "ее": ("ее", "его", "ему", "ее", "им", "ем"),
}
_HISSING = "жшщч"
_VELAR = "гкх"


def same(word: str) -> Forms:
    """Return the forms of a word that does not change."""
    return (word, word, word, word, word, word)


@lru_cache(maxsize=200_000)
def adjective(word: str, *, animate: bool = False) -> Forms:
    """Return the forms of an adjective given in the nominative of its gender."""
    stem, ending = word[:-2], word[-2:]
    endings = _HARD[ending]
    if ending == "ий" and stem[-1] in _VELAR:
        endings = ("ий", "ого", "ому", "ий", "им", "ом")
    elif ending == "ой" and stem[-1] in _VELAR:
        endings = ("ой", "ого", "ому", "ой", "им", "ом")
    elif ending == "ое" and stem[-1] in _VELAR:
        endings = ("ое", "ого", "ому", "ое", "им", "ом")
    elif ending == "ая" and stem[-1] in _HISSING:
        endings = ("ая", "ей", "ей", "ую", "ей", "ей")
    forms = [stem + each for each in endings]
    if animate and ending in {"ый", "ой", "ий"}:
        forms[3] = forms[1]
    return _forms(forms)


@lru_cache(maxsize=200_000)
def noun(word: str, *, masculine: bool = False, animate: bool = False) -> Forms:
    """Return the forms of a regular noun; one in a soft sign is feminine unless said otherwise."""
    if word[-2:] in {"ая", "яя", "ый", "ое"} and len(word) > 3:
        return adjective(word, animate=animate)
    stem, last = word[:-1], word[-1]
    if last == "ь":
        return _soft(stem, masculine=masculine, animate=animate)
    if last == "й":
        prepositional = "и" if word.endswith("ий") else "е"
        accusative = "я" if animate else "й"
        return _endings(stem, "й", "я", "ю", accusative, "ем", prepositional)
    if last == "а":
        genitive = "и" if stem[-1] in _HISSING + _VELAR else "ы"
        return _endings(stem, "а", genitive, "е", "у", "ей" if _sharp(stem) else "ой", "е")
    if last == "я":
        dative = "и" if word.endswith("ия") else "е"
        return _endings(stem, "я", "и", dative, "ю", "ей", dative)
    if last in "оеё":
        return _neuter(word)
    accusative = "а" if animate else ""
    return _endings(word, "", "а", "у", accusative, "ем" if _sharp(word) else "ом", "е")


def phrase(text: str) -> tuple[Forms, str]:
    """Return the forms and the gender (m, f, n) of adjectives, their noun and an unchanging rest.

    The rest starts with an underscore: «отдел _закупок». A masculine in a soft sign ends in `/m`.
    """
    head, _, rest = text.partition(" _")
    masculine = head.endswith("/m")
    *adjectives, last = head.removesuffix("/m").split(" ")
    declined = [adjective(each) for each in adjectives]
    declined.append(noun(last, masculine=masculine))
    tail = f" {rest}" if rest else ""
    joined = [" ".join(forms[case] for forms in declined) + tail for case in range(6)]
    return _forms(joined), gender(last, masculine=masculine)


def gender(word: str, *, masculine: bool = False) -> str:
    """Return the gender of a noun in the nominative: m, f or n."""
    if masculine:
        return "m"
    if word[-1] in "ая" or word[-1] == "ь":
        return "f"
    return "n" if word[-1] in "оеё" else "m"


@lru_cache(maxsize=200_000)
def surname(word: str, *, female: bool) -> Forms:
    """Return the forms of a Russian or foreign surname of a man or a woman."""
    if word.endswith(("ский", "цкий", "ой", "ый")):
        return adjective(word, animate=True)
    if female and word.endswith(("ова", "ева", "ёва", "ина", "ына")):
        return _endings(word[:-1], "а", "ой", "ой", "у", "ой", "ой")
    if word.endswith(("ская", "цкая", "ая")):
        return adjective(word)
    if word[-1] in "оиуэюыёе" or word.endswith("ых") or female:
        return same(word)
    if word.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return _endings(word, "", "а", "у", "а", "ым", "е")
    if word[-1] in "ая":
        return noun(word)
    return noun(word, masculine=True, animate=True)


def plural(number: int, one: str, few: str, many: str) -> str:
    """Return the form of a noun that goes with a whole number: 1 день, 2 дня, 5 дней."""
    tens, units = number % 100 // 10, number % 10
    if tens == 1 or units == 0 or units > 4:
        return many
    return one if units == 1 else few


def _soft(stem: str, *, masculine: bool, animate: bool) -> Forms:
    if masculine:
        return _endings(stem, "ь", "я", "ю", "я" if animate else "ь", "ем", "е")
    return _endings(stem, "ь", "и", "и", "ь", "ью", "и")


def _neuter(word: str) -> Forms:
    stem, last = word[:-1], word[-1]
    if last == "о":
        return _endings(stem, "о", "а", "у", "о", "ом", "е")
    if last == "ё":
        return _endings(stem, "ё", "я", "ю", "ё", "ём", "е")
    if stem[-1] in _HISSING + "ц":
        return _endings(stem, "е", "а", "у", "е", "ем", "е")
    return _endings(stem, "е", "я", "ю", "е", "ем", "и" if word.endswith("ие") else "е")


def _sharp(stem: str) -> bool:
    return stem[-1] in _HISSING + "ц"


def _endings(stem: str, *endings: str) -> Forms:
    return _forms([stem + ending for ending in endings])


def _forms(forms: list[str]) -> Forms:
    first, second, third, fourth, fifth, sixth = forms
    return (first, second, third, fourth, fifth, sixth)
