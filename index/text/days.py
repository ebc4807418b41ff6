"""A day as a text names it, and what is known of days whoever writes them."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

SIGN = "@"
YEARLESS_SHARE = 0.5
"""What a day without a year counts to who asks for one of a certain year."""

FIGURES_SHARE = 0.8
"""What 14.03 counts to who asks for 14 March, and the other way round: it may be a number."""

MONTHS = 12
YEAR = r"1\d{3}|20\d{2}"
_CENTURY_BREAK = 50
"""Two digits below this are a year of 2000 and later."""

_NUMBER = re.compile(r"\d+")
_IN_FIGURES = re.compile(r"(\d\d)\.(\d\d)")
COMMA_ALONE = re.compile(r"[\d./]+,\s+[\d./]+")
"""Two numbers with nothing but a comma between them."""


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
        figures = (f"{day}.{self.month:02}" for day in (f"{self.day:02}", self.day))
        numbers = dict.fromkeys(figures, FIGURES_SHARE)
        return {self.term: 1.0, f"{SIGN}*{monthly}": 1.0, **numbers}


def day_in_figures(written: str) -> Day | None:
    """Return the day that a number such as 14.03 may be, None for another number."""
    match = _IN_FIGURES.fullmatch(written)
    if match is None or not exists(0, int(match[2]), int(match[1])):
        return None
    return Day(0, len(written), 0, int(match[2]), int(match[1]), sure=False)


def exists(year: int, month: int, day: int) -> bool:
    """Return whether there is such a day; in a year that is not named there may be."""
    if not 1 <= month <= MONTHS:
        return False
    return day <= calendar.monthrange(year or 2000, month)[1] and (day > 0 or year > 0)


def year_of(digits: str) -> int:
    """Return the year of four digits or two."""
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004
        return year
    return year + (2000 if year < _CENTURY_BREAK else 1900)


def year_before(year: int, month: int, following: int) -> int:
    """Return the year of a month that stands before another one of `year`, 0 where that is 0.

    30 December - 2 January 2014 begins in 2013.
    """
    return year - 1 if year and month > following else year


def in_order(row: str, *, last: bool) -> list[re.Match[str]]:
    """Return the days of a row where they follow on each other, else the `last` or first alone.

    Of 40 and 3 May the first is no day, and of room 12, 15 May neither.
    """
    days = list(_NUMBER.finditer(row))
    numbers = [int(day.group()) for day in days]
    apart = COMMA_ALONE.fullmatch(row) and numbers[1] - numbers[0] > 1
    if apart or any(one >= other for one, other in pairwise(numbers)):
        return days[-1:] if last else days[:1]
    return days
