"""Amounts and moments as values: one number or date, in all the ways that people write it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from index.training.facts.grammar import plural
from index.training.facts.pools import Pools, city, person, sections
from index.training.facts.terms import END, START, Slot, Term
from index.training.facts.values import fixed

_WRITTEN = str.maketrans("_\\", " /")
_THOUSAND = 10_000
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Word:
    """A word in both languages: its forms, of which each may be written in several ways."""

    english: tuple[str, ...]
    russian: tuple[str, ...]

    def form(self, rng: random.Random, language: str, place: int) -> str:
        """Return the form at `place`, one of the ways to write it."""
        forms = self.english if language == "en" else self.russian
        return rng.choice(forms[min(place, len(forms) - 1)].split("/")).translate(_WRITTEN)


def word(line: str) -> Word:
    r"""Read a line of `words/measured.txt`: English forms = Russian forms, by spaces.

    A stroke parts ways to write a form; `_` and `\` stand for a space and a stroke in it.
    """
    english, _, russian = line.partition(" = ")
    return Word(tuple(english.split(" ")), tuple(russian.split(" ")))


@cache
def _table(name: str) -> tuple[tuple[str, str], ...]:
    pairs = (line.partition(" = ") for line in sections("measured.txt")[name])
    return tuple((left, right) for left, _, right in pairs)


class Value:
    """Something that can be told and asked for."""

    def text(self, rng: random.Random, language: str, spec: str) -> str:
        """Return the value as it is written in a template with `spec` after the colon."""
        raise NotImplementedError

    def said(self, rng: random.Random, language: str, spec: str, *, marked: bool) -> str:
        """Return the text, in marks where it is the answer."""
        text = self.text(rng, language, spec)
        return f"{START}{text}{END}" if marked else text


@dataclass(frozen=True, slots=True)
class Amount(Value):
    """A number of things or of units: `half` is half a unit more.

    Specs: `#` the number alone, `d` in figures, `~` perhaps with a word like "about" before it,
    `g` the Russian genitive, `=one/few/many` the number with a noun of the template's own.
    """

    number: int
    unit: Word | None = None
    half: bool = False
    sign: str = ""

    def text(self, rng: random.Random, language: str, spec: str) -> str:
        """Return the number and what it is of."""
        number = self._number(rng, language, spec)
        if spec.startswith("="):
            nouns = spec[1:].split("/")
            place = 0 if language == "en" else int(plural(self.number, "0", "1", "2"))
            return f"{number} {nouns[place]}"
        if self.sign:
            return f"{self.sign}{number}" if self.sign == "$" else f"{number}{self.sign}"
        if self.unit is None or spec == "#":
            return number
        return f"{number} {self.unit.form(rng, language, self._place(language, spec))}"

    def said(self, rng: random.Random, language: str, spec: str, *, marked: bool) -> str:
        """Return the text, with "about" or such before the marks here and there."""
        said = Value.said(self, rng, language, spec, marked=marked)
        if spec == "~" and rng.random() < 0.25:
            return f"{rng.choice(_table('about'))[language == 'ru']} {said}"
        return said

    def _place(self, language: str, spec: str) -> int:
        if language == "en":
            return 0
        if self.half:
            return 1
        if spec == "g":
            return 1 if self.number % 10 == 1 and self.number % 100 != 11 else 2
        return int(plural(self.number, "0", "1", "2"))

    def _number(self, rng: random.Random, language: str, spec: str) -> str:
        number = self.number
        if self.half:
            if number == 1 and spec != "g" and language == "ru" and not self.sign:
                feminine = self.unit is not None and self.unit.russian[0][-1] in "ая"
                return "полторы" if feminine else "полтора"
            if language == "en" and number < 4 and rng.random() < 0.4:
                return f"{_SMALL[number]} and a half"
            return f"{number}.5" if language == "en" else f"{number},5"
        if spec in {"", "~"} and self._is_in_full() and rng.random() < 0.22:
            found = _numerals().get(number)
            if number == 12 and self.unit and len(self.unit.english) > 1 and rng.random() < 0.5:
                found = _DOZEN
            if found:
                return found[language == "ru"]
        if number >= _MILLION and number % 100_000 == 0:
            return self._millions(language)
        if number < _THOUSAND and (number < 1000 or rng.random() < 0.5):
            return str(number)
        return f"{number:,}" if language == "en" else f"{number:,}".replace(",", " ")

    def _is_in_full(self) -> bool:
        """Return whether the unit is a word: not a sign and not a short form like km."""
        forms = () if self.unit is None else self.unit.russian
        return not self.sign and (not forms or len(set(forms)) > 1)

    def _millions(self, language: str) -> str:
        whole = f"{self.number / _MILLION:g}"
        return f"{whole} million" if language == "en" else f"{whole.replace('.', ',')} млн"


_DOZEN = ("a dozen", "двенадцать")
_SMALL = ("", "one", "two", "three")


@cache
def _numerals() -> dict[int, tuple[str, str]]:
    return {int(left): _halves(right) for left, right in _table("numerals")}


def _halves(text: str) -> tuple[str, str]:
    left, _, right = text.partition(" | ")
    return left, right


@dataclass(frozen=True, slots=True)
class Day(Value):
    """A date; `style` is how it is written, with the year or without."""

    day: date
    style: int

    def text(self, rng: random.Random, language: str, spec: str) -> str:
        """Return the date; in words with `w`."""
        del rng
        day = self.day
        style = 0 if spec == "w" and self.style in {3, 4} else self.style
        english, russian = _table("months")[day.month - 1]
        if style == 3:
            return f"{day:%d.%m.%Y}"
        if style == 4:
            return f"{day:%Y-%m-%d}" if language == "en" else f"{day:%d.%m.%Y}"
        if language == "ru":
            return f"{day.day} {russian}" + (f" {day.year} года" if style in {0, 1} else "")
        if style == 1:
            return f"{english} {day.day}, {day.year}"
        if style == 5:
            return f"{english} {day.day}"
        return f"{day.day} {english}" + (f" {day.year}" if style == 0 else "")


@dataclass(frozen=True, slots=True)
class Plain(Value):
    """A term: a city, somebody, a weekday, or a year, whose number stands alone."""

    term: Term

    def text(self, rng: random.Random, language: str, spec: str) -> str:
        """Return the term in the case that `spec` names."""
        del rng
        return format(Slot(self.term, language), "" if language == "en" else spec)


@dataclass(frozen=True, slots=True)
class Year(Value):
    """A year, or with `clock` minutes since midnight."""

    number: int
    clock: bool = False

    def text(self, rng: random.Random, language: str, spec: str) -> str:
        """Return the figures."""
        del rng, language, spec
        if self.clock:
            return f"{self.number // 60}:{self.number % 60:02}"
        return str(self.number)


def make(
    rng: random.Random, pools: Pools, spec: str, known: dict[str, Value], units: dict[str, Word]
) -> Value:
    """Return a value for a specification like "km:5:900" or "more:first:2:9"."""
    name, *rest = spec.split(":")
    if name in _MAKERS:
        return _MAKERS[name](rng, pools, rest)
    if name in {"more", "less", "part", "like"}:
        return _beside(rng, name, rest, known[rest[0]])
    if name == "between":
        return _span(known[rest[0]], known[rest[1]])
    if name in {"after", "before"}:
        return _later(rng, name, known[rest[0]], int(rest[1]), int(rest[2]))
    unit = units.get(name)
    low, high, *step = (int(each) for each in rest)
    number = _between(rng, low, high, step[0] if step else 0)
    if unit is None:
        unit = _unit(name)
    if name in {"percent", "usd", "celsius"} and rng.random() < 0.6:
        return Amount(number, None, sign={"percent": "%", "usd": "$", "celsius": " °C"}[name])
    number += number % 10 == 1 and number % 100 != 11
    half = name in _HALVED and number < 9 and rng.random() < 0.25
    return Amount(number if number > 1 or half else 2, unit, half=half)


_HALVED = frozenset({"hour", "month", "year", "yr", "week", "km", "metre", "tonne"})


@cache
def _unit(name: str) -> Word:
    for line in sections("measured.txt")["units"]:
        key, _, rest = line.partition(": ")
        if key == name:
            return word(rest)
    raise KeyError(name)


def _between(rng: random.Random, low: int, high: int, step: int = 0) -> int:
    top = high if rng.random() < 0.5 else low + max(3 * step, (high - low) // 4, 2)
    number = rng.randint(low, max(low, top))
    if step:
        return max(low, number // step * step)
    size = 10 ** max(0, len(str(number)) - 2)
    return max(low, number // size * size) if rng.random() < 0.5 else number


def _beside(rng: random.Random, name: str, rest: list[str], other: Value) -> Value:
    if not isinstance(other, Amount):
        raise TypeError(rest[0])
    number = other.number
    size = 10 ** max(0, len(str(number)) - 2)
    if name == "part":
        found = rng.randint(2, max(2, number // 2 if rng.random() < 0.5 else number - 1))
        low, high = 2, number
    elif name == "like":
        found = rng.randint(max(2, number // 2), number * 2)
        low, high = 2, number * 3
    else:
        share = rng.uniform(1.15, 2.2)
        found = round(number * share if name == "more" else number / share)
        low, high = (number + 1, number * 9) if name == "more" else (2, max(2, number - 1))
    found = min(max(found // size * size, low), high)
    if found % 10 == 1 and found != low:
        found -= 1
    return Amount(found, other.unit, sign=other.sign)


def _span(first: Value, last: Value) -> Value:
    if not (isinstance(first, Year) and isinstance(last, Year)):
        raise TypeError(first, last)
    return Amount(max(2, last.number - first.number), _unit("yr"))


def _later(rng: random.Random, name: str, other: Value, low: int, high: int) -> Value:
    by = rng.randint(low, high) * (1 if name == "after" else -1)
    if isinstance(other, Day):
        return Day(other.day + timedelta(days=by), other.style)
    if isinstance(other, Year):
        if not other.clock:
            return Year(other.number + by)
        return Year((other.number + by // 15 * 15) % 1440, clock=True)
    raise TypeError(name)


def _day(rng: random.Random, pools: Pools, rest: list[str]) -> Value:
    del pools, rest
    start = date(rng.randrange(2015, 2027), 1, 1)
    return Day(start + timedelta(days=rng.randrange(364)), rng.choice((0, 0, 1, 2, 2, 3, 4, 5)))


def _day_of_a_year(rng: random.Random, pools: Pools, rest: list[str]) -> Value:
    del pools, rest
    return Day(date(2025, 1, 1) + timedelta(rng.randrange(364)), rng.choice((2, 2, 5)))


def _clock(rng: random.Random, pools: Pools, rest: list[str]) -> Value:
    del pools
    return Year(rng.randrange(int(rest[0]) * 4, int(rest[1]) * 4) * 15, clock=True)


_MAKERS: dict[str, Callable[[random.Random, Pools, list[str]], Value]] = {
    "date": _day,
    "daymonth": _day_of_a_year,
    "clock": _clock,
    "year": lambda rng, _, rest: Year(rng.randrange(int(rest[0]), int(rest[1]))),
    "ordinal": lambda rng, _pools, _rest: Plain(fixed(*rng.choice(_table("ordinals")))),
    "city": lambda rng, _pools, _rest: Plain(city(rng)),
    "person": lambda rng, pools, _: Plain(person(rng, pools)),
}
