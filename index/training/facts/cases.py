"""Cases: questions and passages written together, with slots, read from `cases/*.txt`.

A case is a paragraph of a file:

* `# family/name`
* `V a b: type` draws different values for `a` and `b`: a type of `values.makers`, a kind of
  subject, `near KIND` for two names that are easily mistaken, `plain KIND` for names without a
  city and a year, `namesakes` for people of one surname, `@list` for entries of `cases/lists.txt`
* `1E one | another` and `1R …` are wordings of the first question in English and Russian
* `E …` and `R …` are passages; `[1 …]` stands around the answer to the first question, `[12 …]` to
  the first and the second. A passage without a mark for a question does not answer it; `E!2` is
  not asked the second

In every text `<a|b>` is one of both, `{a:g}` the name in a case, `{a_he}` its pronoun, `{a_his}`
the possessive, `{a_short}` the short name, `{d.on}` a field of a list's entry and `{d.did@a}` one
that agrees with `a`. In passages ` / ` is where another sentence can come between, `H:` starts a
heading and `*` an item of a list; ` // ` keeps lines together.
"""

import random
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from index.training.facts.grammar import noun, same, surname
from index.training.facts.pools import Pools, latin, words
from index.training.facts.subjects import KINDS, Subjects
from index.training.facts.terms import END, START, Mention, Slot, Term, finish
from index.training.facts.values import bare, makers

_FOLDER = Path(__file__).parent / "cases"
_LINE = re.compile(r"(?P<mark>\d?[ER])(?:!(?P<not>\d+))? (?P<text>.+)")
_CHOICE = re.compile(r"<([^<>]*)>")
_FIELD = re.compile(r"\{(\w+)\.(\w+)(?:@(\w+))?\}")
_ANSWER = re.compile(r"\[(\d+) ([^\[\]]*)\]")
_SENTENCES = re.compile(rf"(?<=[.!?]) (?=[{START}{{\w«\"“])")
_TELLING = re.compile(r" in |\b(?:19|20)\d\d\b")
_SPACES = re.compile(" {2,}")
_LANGUAGES = {"E": "en", "R": "ru"}
_HIS = {
    "en": {"he": "his", "she": "her", "it": "its"},
    "ru": {"m": "его", "f": "её", "n": "его"},
}

_ENDINGS = {
    "вёл": {"m": "вёл", "f": "вела", "n": "вело"},
    "ёз": {"m": "ёз", "f": "езла", "n": "езло"},
    "ла": {"m": "", "f": "ла", "n": "ло"},
    "ёл": {"m": "ёл", "f": "ла", "n": "ло"},
    "ён": {"m": "ён", "f": "ена", "n": "ено"},
    "ен": {"m": "ен", "f": "ена", "n": "ено"},
    "ся": {"m": "ся", "f": "ась", "n": "ось"},
}
"""What agrees in ways that slots do not have."""

_SOMEBODY = Term("", same(""), "m")
"""Who a question that asks "кто" agrees with: `{d.did@m}`."""

Entry = dict[str, dict[str, str]]
Drawn = dict[str, Term | Entry]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as it is written, with the questions that it answers and those not to ask."""

    text: str
    answers: frozenset[str]
    not_asked: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """Questions by number and language, and passages by language."""

    name: str
    variables: tuple[tuple[tuple[str, ...], str], ...]
    questions: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    passages: dict[str, list[Passage]] = field(default_factory=lambda: {"en": [], "ru": []})

    @property
    def lists(self) -> frozenset[str]:
        """Return the names of the lists that it draws from."""
        return frozenset(kind for _, kind in self.variables if kind.startswith("@"))

    @property
    def family(self) -> str:
        """Return what sort of reading the case asks for."""
        return self.name.split("/")[0]

    def pairs(self, language: str, *, answered: bool) -> list[tuple[str, Passage]]:
        """Return questions' numbers with the passages that answer them, or that do not."""
        numbers = sorted({number for number, _ in self.questions})
        return [
            (number, passage)
            for passage in self.passages[language]
            for number in numbers
            if (number in passage.answers) == answered and number not in passage.not_asked
        ]


@cache
def cases() -> tuple[Case, ...]:
    """Return every case, in the order of the files' names."""
    return tuple(
        _parse(paragraph)
        for path in sorted(_FOLDER.glob("*.txt"))
        if path.name != "lists.txt"
        for paragraph in re.split(r"\n\n+", path.read_text(encoding="utf-8").strip())
    )


@cache
def lists() -> dict[str, tuple[Entry, ...]]:
    """Return the lists that cases draw from: entries with the same fields in both languages."""
    found: dict[str, list[Entry]] = {}
    names: dict[str, list[str]] = {}
    current: list[Entry] = []
    for line in (_FOLDER / "lists.txt").read_text(encoding="utf-8").splitlines():
        left, _, right = line.partition(" || ")
        if line.startswith("@"):
            head, *english = left.split(" ")
            current = found.setdefault(head[1:], [])
            names = {"en": english, "ru": right.split(" ") if right else english}
        elif line:
            sides = {"en": left, "ru": right}
            current.append(
                {
                    language: dict(zip(names[language], text.split("; "), strict=True))
                    for language, text in sides.items()
                }
            )
    return {name: tuple(entries) for name, entries in found.items()}


def draw_values(rng: random.Random, pools: Pools, case: Case) -> Drawn:
    """Return a value for every variable of a case."""
    subjects = Subjects(rng, pools)
    drawn: Drawn = {}
    for names, kind in case.variables:
        chosen = rng.choice(kind.split(" or "))
        if chosen.startswith("@"):
            drawn |= zip(names, rng.sample(lists()[chosen[1:]], len(names)), strict=True)
        elif chosen.startswith("near "):
            drawn |= zip(names, _near(subjects, chosen[5:], len(names)), strict=True)
        elif chosen == "namesakes":
            drawn |= zip(names, _namesakes(rng, len(names)), strict=True)
        elif chosen.startswith("plain "):
            drawn |= zip(names, _plain(subjects, chosen[6:], len(names)), strict=True)
        elif chosen in KINDS and chosen not in makers():
            drawn |= zip(names, subjects.draw(chosen, len(names)), strict=True)
        else:
            drawn |= zip(names, _different(rng, pools, chosen, len(names)), strict=True)
    return drawn


def write(rng: random.Random, text: str, drawn: Drawn, language: str, number: str = "") -> str:
    """Return a text of one or more sentences with its slots filled; `number`'s answer is marked."""
    text = _FIELD.sub(lambda found: _field(found, drawn, language), text)
    text = _chosen(rng, text)
    text = _ANSWER.sub(
        lambda found: f"{START}{found[2]}{END}" if number and number in found[1] else found[2], text
    )
    slots = _Slots(drawn, language)
    parts = [
        finish(part.format_map(slots), language)
        for part in _SENTENCES.split(_SPACES.sub(" ", text).strip())
    ]
    return " ".join(parts)


def heading(text: str) -> str:
    """Return a heading without the article it starts with."""
    return finish(bare(text[0].lower() + text[1:] if text.startswith("The ") else text), "en")


class _Slots(dict[str, object]):
    def __init__(self, drawn: Drawn, language: str) -> None:
        super().__init__()
        self._drawn = drawn
        self._language = language

    def __missing__(self, key: str) -> object:
        name, _, mention = key.partition("_")
        term = _SOMEBODY if name == "m" else self._drawn[name]
        if not isinstance(term, Term):
            raise KeyError(key)
        if mention in _ENDINGS:
            return _ENDINGS[mention][term.gender]
        if mention == "his":
            by = term.pronoun if self._language == "en" else term.gender
            return _HIS[self._language][by]
        if mention == "he":
            return Slot(term, self._language, Mention.PRONOUN)
        return Slot(term, self._language, Mention(mention or "full"))


def _chosen(rng: random.Random, text: str) -> str:
    while "<" in text:
        text = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text)
    return text


def _field(found: re.Match[str], drawn: Drawn, language: str) -> str:
    entry = drawn[found[1]]
    if not isinstance(entry, dict):
        raise KeyError(found[0])
    return entry[language][found[2]].replace("@", found[3] or "")


def _near(subjects: Subjects, kind: str, count: int) -> list[Term]:
    for _ in range(20):
        first = subjects.draw(kind, 1)[0]
        second = subjects.near(first)
        if second is not None and second.russian[0] != first.russian[0]:
            return [first, second][:count]
    return subjects.draw(kind, count)


def _namesakes(rng: random.Random, count: int) -> list[Term]:
    """Return people of one surname."""
    female = rng.random() < 0.5
    root = rng.choice(words("surnames"))[1]
    ending = f"{root[:-2]}ая" if root.endswith(("ский", "ой")) else f"{root}а"
    last = surname(ending if female else root, female=female)
    chosen = rng.sample(
        [each for each in words("women" if female else "men") if _is_regular(each)], count
    )
    found = []
    for english, russian in chosen:
        first = noun(russian, masculine=not female, animate=True)
        whole = tuple(f"{name} {family}" for name, family in zip(first, last, strict=True))
        found.append(
            Term(
                f"{english} {latin(last[0])}",
                (whole[0], whole[1], whole[2], whole[3], whole[4], whole[5]),
                "f" if female else "m",
                english,
                first,
                "she" if female else "he",
            )
        )
    return found


def _is_regular(name: tuple[str, str]) -> bool:
    return name[1] not in {"Лев", "Пётр", "Павел", "Любовь"}


def _plain(subjects: Subjects, kind: str, count: int) -> list[Term]:
    while True:
        drawn = subjects.draw(kind, count)
        if not any(_TELLING.search(each.english) for each in drawn):
            return drawn


def _different(rng: random.Random, pools: Pools, kind: str, count: int) -> list[Term]:
    make = makers()[kind]
    found: dict[str, Term] = {}
    while len(found) < count:
        term = make(rng, pools)
        found.setdefault(term.english, term)
    return list(found.values())


def _parse(paragraph: str) -> Case:
    header, *lines = paragraph.split("\n")
    variables = []
    rest = []
    for line in lines:
        if line.startswith("V "):
            names, _, kind = line[2:].partition(": ")
            variables.append((tuple(names.split(" ")), kind))
        else:
            rest.append(line)
    case = Case(header.removeprefix("# "), tuple(variables))
    for line in rest:
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(line)
        _add(case, found["mark"], found["text"], frozenset(found["not"] or ""))
    return case


def _add(case: Case, mark: str, text: str, not_asked: frozenset[str]) -> None:
    language = _LANGUAGES[mark[-1]]
    if len(mark) > 1:
        case.questions[mark[0], language] = tuple(text.split(" | "))
    else:
        answers = frozenset("".join(numbers for numbers, _ in _ANSWER.findall(text)))
        case.passages[language].append(Passage(text, answers, not_asked))
