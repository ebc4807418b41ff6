"""The terms of deeds: who does them, what they are done to, and when, where, with what and why."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from index.training.facts.deed_words import Deed
from index.training.facts.grammar import Forms, phrase
from index.training.facts.pools import Pools, city, declined, person, sections, words
from index.training.facts.terms import Term
from index.training.facts.values import makers

EXTRAS = "wphy"
"""The roles of what may be added: when, where (place), with what (how) and why."""

_TITLED = {"town": "{kind} of {name}", "country": "{kind} of {name}"}
_MONTHS = (
    ("January", "январе"),
    ("February", "феврале"),
    ("March", "марте"),
    ("April", "апреле"),
    ("May", "мае"),
    ("June", "июне"),
    ("August", "августе"),
    ("September", "сентябре"),
    ("October", "октябре"),
    ("November", "ноябре"),
)
_DAYS = (
    ("on Monday", "в понедельник"),
    ("on Tuesday", "во вторник"),
    ("on Wednesday", "в среду"),
    ("on Thursday", "в четверг"),
    ("on Friday", "в пятницу"),
    ("on Saturday", "в субботу"),
)


@dataclass(frozen=True, slots=True)
class Extra:
    """What is added to a deed in both languages: the words before, the value, the words after."""

    english: tuple[str, str, str]
    russian: tuple[str, str, str]


@dataclass(slots=True)
class Event:
    """A deed with those who take part, by role, and what is added; `way` is how it is told."""

    deed: Deed
    terms: dict[str, Term]
    extras: dict[str, Extra] = field(default_factory=dict)
    way: str = "say"


class Terms:
    """Draws terms for the deeds of one passage, no two alike."""

    def __init__(self, rng: random.Random, pools: Pools) -> None:
        self._rng = rng
        self._pools = pools
        self._makers = makers()
        self._seen: set[str] = set()
        self._style: dict[str, str] = {}

    def start(self) -> None:
        """Forget what was drawn for the passage before."""
        self._seen.clear()
        self._style.clear()

    def draw(self, sort: str) -> Term:
        """Return a term of a sort that was not drawn for this passage."""
        while True:
            term = self._make(sort)
            keys = {term.english, term.russian[0]}
            if term.is_person:
                keys |= {term.english.split(" ")[-1], *term.russian[0].split(" ")}
            if not keys & self._seen:
                self._seen |= keys
                return term

    def addition(self, role: str, *, world: bool) -> Extra:
        """Return a date (`w`), a place (`p`), a tool (`h`) or a reason (`y`)."""
        while True:
            made = _EXTRAS[role](self._rng, self._pools, world)
            if made.russian[1] not in self._seen:
                self._seen.add(made.russian[1])
                return made

    def _make(self, sort: str) -> Term:
        rng = self._rng
        if sort == "person":
            return person(rng, self._pools)
        if sort == "firm":
            return self._makers["company"](rng, self._pools)
        if sort == "team":
            if rng.random() < 0.5:
                return declined(*rng.choice(words("departments")))
            english, _, russian = rng.choice(sections("deed_things.txt")["teams"]).partition(" = ")
            return declined(f"the {english}", russian)
        if sort not in self._style:
            self._style[sort] = rng.choice(_styles()[sort])
        return self._thing(sort, self._style[sort])

    def _thing(self, sort: str, style: str) -> Term:
        rng = self._rng
        english, _, russian = rng.choice(sections("deed_things.txt")[sort]).partition(" = ")
        forms, of = phrase(russian)
        if style == "topic":
            topic, _, about = rng.choice(sections("deed_things.txt")["topics"]).partition(" = ")
            return _called(english, forms, of, f"{english} {topic}", about.replace("_", " "))
        if style == "number":
            number = rng.choice((rng.randrange(2, 30), rng.randrange(100, 980)))
            return _called(english, forms, of, f"{english} No. {number}", f" № {number}")
        if style in {"name", "quoted", "title"}:
            name, called = rng.choice(self._pools.names)
            if style == "quoted":
                return _called(english, forms, of, f'{english} "{name}"', f" «{called}»")
            full = _TITLED.get(sort, "{name} {kind}").format(kind=english, name=name)
            return _called(
                english, forms, of, full, f" «{called}»" if style == "name" else f" {called}"
            )
        return _called(english, forms, of, english, "")


def _called(kind: str, forms: Forms, of: str, english: str, tail: str) -> Term:
    first, second, third, fourth, fifth, sixth = (form + tail for form in forms)
    return Term(
        f"the {english}",
        (first, second, third, fourth, fifth, sixth),
        of,
        english_short=f"the {kind}",
        short=forms,
        loose_english=english,
    )


def _styles() -> dict[str, list[str]]:
    lines = (line.partition(" = ") for line in sections("deed_things.txt")["styles"])
    return {sort: styles.split(" ") for sort, _, styles in lines}


def _when(rng: random.Random, pools: Pools, world: bool) -> Extra:  # noqa: FBT001
    chance = rng.random()
    if world:
        year = str(rng.randrange(1420, 1990))
        if chance < 0.75:
            return Extra(("in ", year, ""), ("в ", f"{year} году", ""))
        english, russian = rng.choice(_MONTHS)
        return Extra(("in ", f"{english} {year}", ""), ("в ", f"{russian} {year} года", ""))
    if chance < 0.2:
        english, russian = rng.choice(_DAYS)
        left, right = english.split(" "), russian.split(" ")
        return Extra(("on ", left[1], ""), (f"{right[0]} ", right[1], ""))
    if chance < 0.45:
        english, russian = rng.choice(_MONTHS)
        year = str(rng.randrange(2005, 2027))
        if rng.random() < 0.4:
            return Extra(("in ", english, ""), ("в ", russian, ""))
        return Extra(("in ", f"{english} {year}", ""), ("в ", f"{russian} {year} года", ""))
    date = makers()["date"](rng, pools)
    return Extra(("on ", date.english, ""), ("", date.russian[0], ""))


def _where(rng: random.Random, pools: Pools, world: bool) -> Extra:  # noqa: FBT001
    del pools
    if world or rng.random() < 0.5:
        place = city(rng)
        said = place.russian[5]
        begins = said[:1] in "ВФ" and said[1:2] not in "аеиоуыэюяё"
        return Extra(("in ", place.english, ""), ("во " if begins else "в ", said, ""))
    english, _, russian = rng.choice(sections("deed_things.txt")["places"]).partition(" = ")
    where = phrase(russian)[0][5]
    if rng.random() < 0.5 and russian != "двор":
        number = rng.randrange(2, 9)
        return Extra(("in ", f"{english} No. {number}", ""), ("в ", f"{where} № {number}", ""))
    if russian == "двор":
        return Extra(("in ", "the yard", ""), ("во ", "дворе", ""))
    return Extra(("in ", f"the {english}", ""), ("в ", where, ""))


def _tool(rng: random.Random, pools: Pools, world: bool) -> Extra:  # noqa: FBT001
    del pools, world
    english, _, russian = rng.choice(sections("deed_things.txt")["tools"]).partition(" = ")
    article = "an" if english[0] in "aeiou" else "a"
    return Extra(("with ", f"{article} {english}", ""), ("", phrase(russian)[0][4], ""))


def _reason(rng: random.Random, pools: Pools, world: bool) -> Extra:  # noqa: FBT001
    del pools, world
    english, _, russian = rng.choice(sections("deed_things.txt")["reasons"]).partition(" = ")
    before = rng.choice((", потому что ", ", так как ", ", поскольку "))
    return Extra((rng.choice(("because ", "since ", "as ")), english, ""), (before, russian, ""))


_EXTRAS: dict[str, Callable[[random.Random, Pools, bool], Extra]] = {
    "w": _when,
    "p": _where,
    "h": _tool,
    "y": _reason,
}
