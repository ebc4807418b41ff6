"""What sentences are made of: a thing with its name in both languages, and its ways of mention.

Templates are `str.format` strings. `{s}` is the subject and `{v}` the value; after a colon stands
a Russian case (`g d a i p`), an ending that agrees (`+` for назначен-назначена-назначено, `ся` for
родился-родилась, `ел` for пришёл-пришла, `ла` for нёс-несла) or `o` for the English object.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from index.training.facts.grammar import CASES, Forms, adjective

START, END = "\x02", "\x03"
"""What stands around an answer until its span is measured."""

_PRONOUN, _OR, _SHORT = "\x04", "\x05", "\x06"
_MAN = "\x07"

_ENDINGS = {
    "+": {"m": "", "f": "а", "n": "о"},
    "ся": {"m": "ся", "f": "ась", "n": "ось"},
    "ла": {"m": "", "f": "ла", "n": "ло"},
    "ел": {"m": _MAN, "f": "а", "n": "о"},
}
_PRONOUNS = {
    "m": ("он", "его", "ему", "его", "им", "нём"),
    "f": ("она", "её", "ей", "её", "ей", "ней"),
    "n": ("оно", "его", "ему", "его", "им", "нём"),
}
_PREPOSITIONS = (
    "у|от|для|до|из|без|около|против|вместо|к|ко|в|во|на|за|с|со|под|над|перед|через|между"
    "|насчёт|по|про"
)
_BESIDE = re.compile(
    rf"(?i)\b(?P<word>{_PREPOSITIONS}) {_PRONOUN}(?P<pronoun>[^{_OR}]*){_OR}[^{_SHORT}]*{_SHORT}"
)
_ALONE = re.compile(rf"{_PRONOUN}(?P<pronoun>[^{_OR}]*){_OR}(?P<short>[^{_SHORT}]*){_SHORT}")
_ABOUT = re.compile(rf"\b([Оо]) (?=[{START}«\"]*[АОУЭИаоуэи])")
_WITH = re.compile(rf"\b([Сс]) (?=[{START}«\"]*[СсЗз][бвгджзклмнпрстфхцчшщ])")
_TWO_STOPS = re.compile(rf"\.({END}?)\.(?=\s|$)")
_CAME_OUT = re.compile(f"ышл{_MAN}")
_CAME = re.compile(f"л{_MAN}")


class Mention(StrEnum):
    """How a subject is spoken of."""

    FULL = "full"
    SHORT = "short"
    PRONOUN = "pronoun"
    THIS = "this"
    FIRST = "first"
    LAST = "last"
    OLD = "old"
    NEW = "new"
    LOOSE = "loose"
    WHICH = "which"


@dataclass(frozen=True, slots=True)
class Term:
    """A thing or a value in both languages.

    `russian` are the six forms of the name, `short` those of its kind («склад»), `gender` is m, f
    or n; `english_short` is the kind with its article ("the warehouse"), `pronoun` it, he or she.
    `loose_english` and `loose_russian` are what a hurried person types, `name` the
    proper name in it in English and Russian.
    """

    english: str
    russian: Forms
    gender: str = "m"
    english_short: str = ""
    short: Forms | None = None
    pronoun: str = "it"
    loose_english: str = ""
    loose_russian: Forms | None = None
    name: tuple[str, str] = ("", "")

    @property
    def is_person(self) -> bool:
        """Return whether the term is somebody."""
        return self.pronoun != "it"


class Slot:
    """A term as a template sees it, in one language and one way of mention."""

    __slots__ = ("_language", "_marked", "_mention", "_term")

    def __init__(
        self, term: Term, language: str, mention: Mention = Mention.FULL, *, marked: bool = False
    ) -> None:
        self._term = term
        self._language = language
        self._mention = mention
        self._marked = marked

    def __format__(self, spec: str) -> str:
        if spec in _ENDINGS:
            return _ENDINGS[spec][self._term.gender]
        text = self._english(spec) if self._language == "en" else self._russian(spec)
        return f"{START}{text}{END}" if self._marked else text

    def _english(self, spec: str) -> str:
        term = self._term
        if self._mention is Mention.LOOSE:
            return term.loose_english or term.english
        if self._mention is Mention.FULL or not term.english_short:
            return term.english
        if self._mention is Mention.PRONOUN:
            return {"he": "him", "she": "her"}.get(term.pronoun, "it") if spec else term.pronoun
        if term.is_person:
            return "who" if self._mention is Mention.WHICH else term.english_short
        kind = term.english_short.removeprefix("the ")
        return f"{_ENGLISH_BEFORE.get(self._mention, 'the')} {kind}"

    def _russian(self, spec: str) -> str:
        term = self._term
        case = CASES.index(spec) if spec and spec in CASES else 0
        if self._mention is Mention.LOOSE:
            return (term.loose_russian or term.russian)[case]
        if self._mention is Mention.FULL or term.short is None:
            return term.russian[case]
        if self._mention is Mention.PRONOUN:
            pronoun = _PRONOUNS[term.gender][case]
            if case == 0:
                return pronoun
            short = pronoun if case != 1 else _with(_THIS, term, 1)
            return f"{_PRONOUN}{pronoun}{_OR}{short}{_SHORT}"
        if term.is_person and self._mention is Mention.WHICH:
            return "кто"
        if term.is_person or self._mention is Mention.SHORT:
            return term.short[case]
        return _with(_RUSSIAN_BEFORE.get(self._mention, _THIS), term, case)


_THIS = {
    "m": ("этот", "этого", "этому", "этот", "этим", "этом"),
    "f": ("эта", "этой", "этой", "эту", "этой", "этой"),
    "n": ("это", "этого", "этому", "это", "этим", "этом"),
}
_FIRST = {
    "m": ("первый", "первого", "первому", "первый", "первым", "первом"),
    "f": ("первая", "первой", "первой", "первую", "первой", "первой"),
    "n": ("первое", "первого", "первому", "первое", "первым", "первом"),
}
_LAST = {
    "m": ("последний", "последнего", "последнему", "последний", "последним", "последнем"),
    "f": ("последняя", "последней", "последней", "последнюю", "последней", "последней"),
    "n": ("последнее", "последнего", "последнему", "последнее", "последним", "последнем"),
}

_NEW = {"m": adjective("новый"), "f": adjective("новая"), "n": adjective("новое")}
_OLD = {"m": adjective("старый"), "f": adjective("старая"), "n": adjective("старое")}
_WHICH = {"m": adjective("какой"), "f": adjective("какая"), "n": adjective("какое")}
_RUSSIAN_BEFORE = {
    Mention.FIRST: _FIRST,
    Mention.LAST: _LAST,
    Mention.OLD: _OLD,
    Mention.NEW: _NEW,
    Mention.WHICH: _WHICH,
}
_ENGLISH_BEFORE = {
    Mention.THIS: "this",
    Mention.FIRST: "the former",
    Mention.LAST: "the latter",
    Mention.OLD: "the old",
    Mention.NEW: "the new",
    Mention.WHICH: "which",
}


def _with(before: dict[str, Forms], term: Term, case: int) -> str:
    if term.short is None or term.is_person:
        return term.russian[case]
    return f"{before[term.gender][case]} {term.short[case]}"


def finish(sentence: str, language: str) -> str:
    """Return a filled template as a sentence of its own."""
    return capital(smooth(sentence, language))


def smooth(sentence: str, language: str) -> str:
    """Return a filled template as it is written: pronouns after prepositions, об, one full stop."""
    if language == "ru":
        sentence = _BESIDE.sub(_prefixed, sentence)
        sentence = _ALONE.sub(lambda found: found["short"], sentence)
        sentence = _CAME_OUT.sub("ышел", sentence)
        sentence = _CAME.sub("ёл", sentence)
        sentence = _ABOUT.sub(r"\1б ", sentence)
        sentence = _WITH.sub(r"\1о ", sentence)
    return _TWO_STOPS.sub(r".\1", sentence)


def capital(text: str) -> str:
    """Return `text` with its first letter large, also where a mark or a quote stands before it."""
    for place, letter in enumerate(text):
        if letter.isalpha():
            return text[:place] + letter.upper() + text[place + 1 :]
        if letter not in f'{START}{END}"«(':
            return text
    return text


def _prefixed(found: re.Match[str]) -> str:
    pronoun = found["pronoun"]
    letter = "" if pronoun.startswith("н") else "н"
    return f"{found['word']} {letter}{pronoun}"
