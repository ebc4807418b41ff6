"""What facts are about: things, people and occasions of some kind, and others like them."""

import random
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from index.training.facts.grammar import Forms, phrase, same
from index.training.facts.pools import Pools, city, person, sections, words
from index.training.facts.terms import Term

KINDS = (
    "org",
    "place",
    "machine",
    "system",
    "project",
    "contract",
    "policy",
    "event",
    "person",
    "town",
    "product",
    "route",
    "work",
    "meeting",
)
"""The kinds of subjects, as the headers of relations name them."""

_LEGAL = (("LLC", "ООО"), ("JSC", "АО"), ("PLC", "ПАО"))
_NUMBERED = {"machine", "contract", "route", "meeting"}
_MONTHS = ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12")


class Subjects:
    """Draws subjects; asked for several at once, they are easily mistaken for each other."""

    def __init__(self, rng: random.Random, pools: Pools) -> None:
        self._rng = rng
        self._pools = pools

    def draw(self, kind: str, count: int) -> list[Term]:
        """Return `count` different subjects of a kind."""
        rng = self._rng
        if kind == "person":
            return self._different(lambda: person(rng, self._pools), count)
        if kind == "policy":
            return [_policy(line) for line in rng.sample(_lines("policy"), count)]
        if kind == "org" and rng.random() < 0.25:
            chosen = rng.sample(words("departments"), count)
            return [_department(english, russian) for english, russian in chosen]
        lines = _lines(kind)
        line = rng.choice(lines)
        shared = rng.random() < 0.7
        style = self._style(kind)
        return self._different(
            lambda: self._named(kind, line if shared else rng.choice(lines), style), count
        )

    def near(self, subject: Term) -> Term | None:
        """Return one that differs by a figure or has a name spelt alike, where there is one."""
        if subject.name[0] and self._rng.random() < 0.7:
            return self._sounding_like(subject)
        digits = [place for place, letter in enumerate(subject.english) if letter.isdigit()]
        if not digits or len(digits) != sum(map(str.isdigit, subject.russian[0])):
            return None
        which = self._rng.randrange(len(digits))
        old = subject.english[digits[which]]
        new = self._rng.choice([each for each in "123456789" if each != old])
        forms = [_swap(form, which, new) for form in subject.russian]
        loose = subject.loose_russian or subject.russian
        return Term(
            _swap(subject.english, which, new),
            (forms[0], forms[1], forms[2], forms[3], forms[4], forms[5]),
            subject.gender,
            subject.english_short,
            subject.short,
            subject.pronoun,
            _swap(subject.loose_english or subject.english, which, new),
            _all(tuple(_swap(form, which, new) for form in loose)),
        )

    def _sounding_like(self, subject: Term) -> Term | None:
        names = _sorted(self._pools)
        place = bisect_left(names, subject.name) + self._rng.choice((-2, -1, 1, 2))
        english, russian = names[place % len(names)]
        if english == subject.name[0] or russian == subject.name[1]:
            return None
        left, right = subject.name
        forms = subject.russian
        loose = subject.loose_russian or forms
        return replace(
            subject,
            english=subject.english.replace(left, english),
            russian=_all(tuple(form.replace(right, russian) for form in forms)),
            loose_english=(subject.loose_english or subject.english).replace(left, english),
            loose_russian=_all(tuple(form.replace(right, russian) for form in loose)),
            name=(english, russian),
        )

    def _different(self, make: Callable[[], Term], count: int) -> list[Term]:
        found: dict[str, Term] = {}
        while len(found) < count:
            term = make()
            found.setdefault(term.russian[0], term)
        return list(found.values())

    def _style(self, kind: str) -> str:
        rng = self._rng
        if kind in _NUMBERED and rng.random() < 0.6:
            return "number"
        if kind == "town":
            return "name"
        if kind in {"place", "event", "org", "meeting"} and rng.random() < 0.3:
            return "city"
        if kind in {"event", "meeting"} and rng.random() < 0.3:
            return "year"
        return "legal" if kind == "org" and rng.random() < 0.2 else "name"

    def _named(self, kind: str, line: str, style: str) -> Term:
        rng = self._rng
        name = rng.choice(self._pools.names)
        if rng.random() < 0.15:
            number = rng.randrange(2, 30)
            name = (f"{name[0]}-{number}", f"{name[1]}-{number}")
        if style == "legal":
            left, right = rng.choice(_LEGAL)
            return Term(
                f"{name[0]} {left}",
                same(f"{right} «{name[1]}»"),
                "n",
                "the company",
                phrase("общество")[0],
                loose_english=name[0],
                loose_russian=same(f"{right} {name[1]}"),
            )
        if style in {"number", "city"}:
            return self._placed(kind, line, style)
        term = self._with_name(kind, line, style, name)
        return replace(term, name=name) if "-" not in name[0] else term

    def _placed(self, kind: str, line: str, style: str) -> Term:
        rng = self._rng
        english, forms, gender = _parse(line)
        if style == "number":
            left, right = self._code(kind)
            return _term(english, forms, gender, f"{english} {left}", right)
        where = city(rng)
        there = f"{'во' if where.russian[5].startswith('Вл') else 'в'} {where.russian[5]}"
        return _term(english, forms, gender, f"the {english} in {where.english}", there)

    def _with_name(self, kind: str, line: str, style: str, name: tuple[str, str]) -> Term:
        rng = self._rng
        english, forms, gender = _parse(line)
        if style == "year":
            year = rng.randrange(2012, 2028)
            return _term(
                english,
                forms,
                gender,
                f"the {name[0]} {english} {year}",
                f"«{name[1]}» {year} года",
            )
        if kind == "town":
            return _term(english, forms, gender, f"the {english} of {name[0]}", name[1])
        if kind in {"work", "project", "product"} and rng.random() < 0.4:
            quoted = rng.choice((f'"{name[0]}"', f"“{name[0]}”"))
            return _term(english, forms, gender, f"the {english} {quoted}", f"«{name[1]}»")
        return _term(english, forms, gender, f"the {name[0]} {english}", f"«{name[1]}»")

    def _code(self, kind: str) -> tuple[str, str]:
        rng = self._rng
        number = rng.randrange(2, 990)
        if kind == "machine" and rng.random() < 0.75:
            left, right = rng.choice(words("codes"))
            return f"{left}-{number}", f"{right}-{number}"
        if kind == "contract" and rng.random() < 0.5:
            tail = rng.choice(_MONTHS)
            return f"No. {number}/{tail}", f"№ {number}/{tail}"
        return f"No. {number}", f"№ {number}"


def _term(english: str, forms: Forms, gender: str, full: str, tail: str) -> Term:
    """Return a term of its kind and a name: «склад» + «“Маяк”»."""
    plain = tail.strip("«»").replace("«", "").replace("»", "")
    named = _all(tuple(f"{form} {tail}" for form in forms))
    return Term(
        full,
        named,
        gender,
        f"the {english}",
        forms,
        loose_english=full.removeprefix("the ").replace('"', "").replace("“", "").replace("”", ""),
        loose_russian=_all(tuple(f"{form} {plain}" for form in forms)),
    )


def _policy(line: str) -> Term:
    english, forms, gender = _parse(line)
    return Term(english, forms, gender)


def _department(english: str, russian: str) -> Term:
    forms, gender = phrase(russian)
    first = russian.split(" _", maxsplit=1)[0]
    short = phrase(first)[0]
    kind = english.rsplit(" ", maxsplit=1)[-1]
    return Term(english, forms, gender, f"the {kind}", short)


def _swap(text: str, which: int, new: str) -> str:
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    if which >= len(places):
        return text
    place = places[which]
    return text[:place] + new + text[place + 1 :]


@cache
def _sorted(pools: Pools) -> list[tuple[str, str]]:
    return sorted(set(pools.names))


@cache
def _lines(kind: str) -> tuple[str, ...]:
    return sections("nouns.txt")[kind]


@cache
def _parse(line: str) -> tuple[str, Forms, str]:
    english, _, russian = line.partition(" = ")
    text, _, irregular = russian.partition("|")
    if irregular == "n":
        return english, same(text), "n"
    if irregular:
        *forms, gender = (part.replace("_", " ") for part in irregular.split(" "))
        return english, _all((text, *forms)), gender
    declined, gender = phrase(text)
    return english, declined, gender


def _all(forms: tuple[str, ...]) -> Forms:
    first, second, third, fourth, fifth, sixth = forms
    return (first, second, third, fourth, fifth, sixth)
