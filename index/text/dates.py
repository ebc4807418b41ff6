"""Dates by value: however a day is written, in whatever language, it is one term.

A passage that names a day holds `@2024-03-05`, and `@2024-03` and `@*-03-05` for who asks for the
month or leaves out the year; one that names it without a year holds `@--03-05` alone, as another
year's may be meant.
"""

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from index.text.languages.record import Language
from index.text.matching import matches_at

SIGN = "@"
YEARLESS_SHARE = 0.5
"""What a day without a year counts to who asks for one of a certain year."""

_MONTHS = 12
_HABIT_SAMPLE = 100_000
_YEAR = r"1\d{3}|20\d{2}"
_YEAR_FIRST = re.compile(rf"(?<![\w.\-/])({_YEAR})([-./])(\d{{1,2}})\2(\d{{1,2}})(?!\d|\2\d)")
_YEAR_LAST = re.compile(
    rf"(?<![\w.\-/])(\d{{1,2}})([-./])(\d{{1,2}})\2({_YEAR}|\d{{2}})(?!\w|\2\d)"
)
_MONTH_OF_YEAR = re.compile(rf"(?<![\w.\-/])(0?[1-9]|1[0-2])[./]({_YEAR})(?!\w|[-./]\d)")
_YEAR_AND_MONTH = re.compile(rf"(?<![\w.\-/])({_YEAR})-(0[1-9]|1[0-2])(?!\w|[-./]\d)")
_BEGINS = re.compile(r"\d(?<![\w.\-/].)")
_AFTER_SPACE = re.compile(r"\d(?<=\s.)")
_LETTERS = re.compile(r"[^\W\d_]+")
_MOST_CACHED = 50_000
_CENTURY_BREAK = 50
"""Two digits below this are a year of 2000 and later."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day, a month (`day` 0) or a day of any year (`year` 0) as a text names it.

    `sure` says that it cannot be read as another: of 3/5/2024 nobody can tell without knowing who
    wrote it. `named` says that its month stands in words.
    """

    start: int
    end: int
    year: int
    month: int
    day: int
    sure: bool = True
    named: bool = False

    @property
    def whole(self) -> bool:
        """Return whether it is one day."""
        return bool(self.year and self.day)

    @property
    def term(self) -> str:
        """Return the term that stands for just this."""
        if not self.day:
            return f"{SIGN}{self.year:04}-{self.month:02}"
        return f"{SIGN}{f'{self.year:04}' if self.year else '-'}-{self.month:02}-{self.day:02}"

    @property
    def terms(self) -> tuple[str, ...]:
        """Return what a passage that names it holds."""
        if not self.whole:
            return (self.term,)
        month = f"{SIGN}{self.year:04}-{self.month:02}"
        return (self.term, month, f"{SIGN}*-{self.month:02}-{self.day:02}")

    @property
    def asked(self) -> Mapping[str, float]:
        """Return the terms that a query which names it asks for, and what each counts."""
        if not self.day:
            return {self.term: 1.0}
        monthly = f"-{self.month:02}-{self.day:02}"
        if self.year:
            return {self.term: 1.0, f"{SIGN}-{monthly}": YEARLESS_SHARE}
        return {self.term: 1.0, f"{SIGN}*{monthly}": 1.0}


class Dates:
    """Finds the dates in texts of a set of languages."""

    def __init__(self, languages: Sequence[Language]) -> None:
        """Know the months of these languages by their names."""
        self._languages = [each for each in languages if len(each.months) == _MONTHS]

    @cached_property
    def _months(self) -> list[re.Pattern[str]]:
        return [
            re.compile("|".join(each.months[number] for each in self._languages), re.IGNORECASE)
            for number in range(_MONTHS)
        ]

    @cached_property
    def _is_month(self) -> Callable[[str], bool]:
        names = "|".join(f"(?:{months.pattern})" for months in self._months)
        month = re.compile(names, re.IGNORECASE)
        return lru_cache(maxsize=_MOST_CACHED)(lambda word: month.fullmatch(word) is not None)

    @cached_property
    def _written(self) -> tuple[re.Pattern[str], ...]:
        """Return the patterns of a day before its month, after it, and of a month and a year."""

        def of_all(name: str) -> str:
            said = (getattr(each.wording, name) for each in self._languages)
            return "(?:" + ("|".join(filter(None, said)) or "(?!)") + ")"

        names = "|".join(name for each in self._languages for name in each.months)
        month = rf"(?P<month>\b(?:{names})\b\.?)"
        ending = f"(?:-?{of_all('day_endings')}\\b)?"
        year = rf"(?P<year>{_YEAR})(?!\d)"
        day = rf"(?P<day>\d{{1,2}}){ending}"
        return (
            re.compile(
                rf"(?<![\w.,:/-])(?:(?P<first>\d{{1,2}}){ending}\s?[-–—]\s?)?{day}(?:\s+|-)"
                rf"{of_all('of_month')}?{month}(?:(?:,?\s+|-){year})?",
                re.IGNORECASE,
            ),
            re.compile(
                rf"{month}\s+(?:the\s+)?{day}(?![\d:%]|[.,]\d)(?:,?\s+{year})?", re.IGNORECASE
            ),
            re.compile(rf"{month},?\s+{of_all('of_month')}?{year}", re.IGNORECASE),
        )

    def find(self, text: str, *, day_first: bool | None) -> list[Day]:
        """Return the dates in `text` by their places; see `day_first` for who wrote it."""
        if not self._languages:
            return []
        begins = [match.start() for match in _BEGINS.finditer(text)]
        found: list[Day] = []
        numeric = _numeric(text, begins, day_first=day_first) if begins else ()
        for each in (*numeric, *self._by_name(text, begins)):
            beside = [
                other for other in found if (other.start, other.end) == (each.start, each.end)
            ]
            inside = any(other.start < each.end and each.start < other.end for other in found)
            # Both readings of one that is not sure stand at one place.
            if not inside or beside:
                found.append(each)
        return sorted(found, key=lambda each: each.start)

    def _by_name(self, text: str, begins: Sequence[int]) -> Iterator[Day]:
        after_space = _AFTER_SPACE.search(text) is not None
        if not (begins or after_space) or not any(map(self._is_month, _LETTERS.findall(text))):
            return
        months: Sequence[int] = ()
        if after_space:
            words = _LETTERS.finditer(text)
            months = [word.start() for word in words if self._is_month(word.group())]
        for pattern, places in zip(self._written, (begins, months, months), strict=True):
            for match in matches_at(places, pattern, text):
                told = match.groupdict()
                month = self._number(told["month"].rstrip("."))
                year = int(told.get("year") or 0)
                days = [int(day) for day in (told.get("first"), told.get("day")) if day]
                for day in days or [0]:
                    if _exists(year, month, day):
                        yield Day(*match.span(), year, month, day, named=True)

    def _number(self, name: str) -> int:
        return next(
            number
            for number, names in enumerate(self._months, start=1)
            if names.fullmatch(name) or names.fullmatch(name + ".")
        )


def day_first(text: str, *, language: str | None) -> bool | None:
    """Return whether a text writes the day before the month in 3/5/2024, None where it is unclear.

    One date of which only one reading exists shows it; a text in Russian does so anyway.
    """
    firsts = lasts = 0
    for first, _, second, _ in _YEAR_LAST.findall(text[:_HABIT_SAMPLE]):
        firsts += int(first) > _MONTHS >= int(second)
        lasts += int(second) > _MONTHS >= int(first)
    if bool(firsts) != bool(lasts):
        return bool(firsts)
    return True if (language or "").partition("-")[0].lower() == "ru" else None


def _numeric(text: str, begins: Iterable[int], *, day_first: bool | None) -> Iterator[Day]:
    for match in matches_at(begins, _YEAR_FIRST, text):
        year, _, month, day = match.groups()
        if _exists(int(year), int(month), int(day)):
            yield Day(*match.span(), int(year), int(month), int(day))
    for match in matches_at(begins, _YEAR_LAST, text):
        one, sign, other, year = match.groups()
        # Neither 10-12-14 nor 10.20.30 is likely to be a date.
        unlikely = sign == "-" or (sign == "." and int(other) > _MONTHS)
        if len(year) < 4 and unlikely:  # noqa: PLR2004
            continue
        yield from _either(
            match, int(one), int(other), day_first=True if sign == "." else day_first
        )
    for pattern, month, year in ((_MONTH_OF_YEAR, 1, 2), (_YEAR_AND_MONTH, 2, 1)):
        for match in matches_at(begins, pattern, text):
            yield Day(*match.span(), int(match[year]), int(match[month]), 0)


def _either(match: re.Match[str], one: int, other: int, *, day_first: bool | None) -> Iterator[Day]:
    """Yield the readings that the first two numbers of a date have."""
    year = int(match[4])
    if year < 100:  # noqa: PLR2004 - two digits
        year += 2000 if year < _CENTURY_BREAK else 1900
    readings = {
        (month, day): first
        for month, day, first in ((other, one, True), (one, other, False))
        if _exists(year, month, day)
    }
    if day_first is not None and len(readings) > 1:
        readings = {reading: first for reading, first in readings.items() if first is day_first}
    for month, day in readings:
        yield Day(*match.span(), year, month, day, sure=len(readings) == 1)


def _exists(year: int, month: int, day: int) -> bool:
    """Return whether there is such a day; in a year that is not named there may be."""
    if not 1 <= month <= _MONTHS:
        return False
    return day <= calendar.monthrange(year or 2000, month)[1] and (day > 0 or year > 0)
