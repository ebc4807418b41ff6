"""Dates in numbers alone: 05.03.2024, 5/3/24, 2024-03-05, 5.III.2024, and rows of them."""

import re
from collections.abc import Iterator, Sequence

from index.text.days import COMMA_ALONE, MONTHS, YEAR, Day, exists, in_order, year_before, year_of
from index.text.matching import matches_at

_HABIT_SAMPLE = 100_000
_YEAR_FIRST = re.compile(rf"(?<![\w.\-/])({YEAR})([-./])(\d{{1,2}})\2(\d{{1,2}})(?!\d|\2\d)")
_YEAR_LAST = re.compile(
    rf"(?<![\w.\-/])(\d{{1,2}})([-/]|\.[ \xa0]?)(\d{{1,2}})\2({YEAR}|\d{{2}})(?!\w|\2\d)"
)
_MONTH_OF_YEAR = re.compile(rf"(?<![\w.\-/])(0?[1-9]|1[0-2])[./]({YEAR})(?!\w|[-./]\d)")
_YEAR_AND_MONTH = re.compile(rf"(?<![\w.\-/])({YEAR})-(0[1-9]|1[0-2])(?!\w|[-./]\d)")
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
# 12.III.1987 and 8/V-94. The Cyrillic letter that looks like ten stands for it too.
_ROMAN_MONTH = re.compile(
    r"(?<![\w.\-/№#])(?<![№#]\s)(\d{1,2})[./][ \xa0]?([IVXХ]{1,4})"
    rf"(?:[-./][ \xa0]?|[ \xa0](?=\d{{4}}))({YEAR}|\d{{2}})(?!\w|[-./]\d)"
)
_DAY_AND_MONTH = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d+))?")
_MOST_JOINED = 8


class NumericRows:
    """Finds days in numbers that share what stands behind the last of them."""

    def __init__(self, joins: str) -> None:
        """Know by a pattern what stands between two days."""
        apart = r"(?<![,:№#])(?<![№#]\s)"
        last = rf"(?P=sign)(?P<year>{YEAR}|\d{{2}})(?!\w|(?P=sign)\d)"
        # What is no tight range may be the number of a version: 1.4 - 17.05.2022.
        dash = "[-–—]"
        date = (
            rf"\d{{1,2}}(?P<sign>[./])(?:0\d|1[0-2]|\d(?={dash}\d))"
            rf"(?:(?P=sign)(?:{YEAR})(?={dash}\d))?\.?"
        )
        self._of_one_month = re.compile(
            rf"{apart}(?P<days>\d{{1,2}}(?:\.?{joins}\d{{1,2}}){{1,{_MOST_JOINED}}})"
            rf"(?P<sign>[./])(?P<month>\d{{1,2}}){last}",
            re.IGNORECASE,
        )
        self._of_several = re.compile(
            rf"{apart}(?:{date}{joins}){{1,{_MOST_JOINED}}}\d{{1,2}}(?P=sign)\d{{1,2}}{last}",
            re.IGNORECASE,
        )

    def find(self, text: str, begins: Sequence[int], *, day_first: bool | None) -> Iterator[Day]:
        """Yield the days of such rows, 3, 4 and 17.05.2022 or 05.06-19.06.2009."""
        found = [
            (match, _of_one_month(match)) for match in matches_at(begins, self._of_one_month, text)
        ]
        found += [
            (match, _of_several(match, day_first=day_first))
            for match in matches_at(begins, self._of_several, text)
        ]
        for match, dates in found:
            if all(exists(*date) for date in dates):
                yield from (Day(*match.span(), *date) for date in dates)


def _of_one_month(match: re.Match[str]) -> list[tuple[int, int, int]]:
    """Return year, month and day of each of a row, none where its numbers are not in order."""
    days = in_order(match["days"], last=True)
    if len(days) == 1:
        return []
    return [(year_of(match["year"]), int(match["month"]), int(day.group())) for day in days]


def _of_several(match: re.Match[str], *, day_first: bool | None) -> list[tuple[int, int, int]]:
    """Return year, month and day of each date of a row, none where their order is not known."""
    if COMMA_ALONE.fullmatch(match.group()):
        return []
    told = [part.groups() for part in _DAY_AND_MONTH.finditer(match.group())]
    first = (
        True if match["sign"] == "." or any(int(one) > MONTHS for one, *_ in told) else day_first
    )
    if first is None:
        return []
    dates: list[tuple[int, int, int]] = []
    year, following = year_of(match["year"]), MONTHS
    for one, other, own in reversed(told):
        day, month = (int(one), int(other)) if first else (int(other), int(one))
        year = year_of(own) if own else year_before(year, month, following)
        following = month
        dates.append((year, month, day))
    return dates[::-1]


def day_first(text: str, *, language: str | None) -> bool | None:
    """Return whether a text writes the day before the month in 3/5/2024, None where it is unclear.

    One date of which only one reading exists shows it; a text in Russian does so anyway.
    """
    firsts = lasts = 0
    for first, _, second, _ in _YEAR_LAST.findall(text[:_HABIT_SAMPLE]):
        firsts += int(first) > MONTHS >= int(second)
        lasts += int(second) > MONTHS >= int(first)
    if bool(firsts) != bool(lasts):
        return bool(firsts)
    return True if (language or "").partition("-")[0].lower() == "ru" else None


def find_numeric(text: str, begins: Sequence[int], *, day_first: bool | None) -> Iterator[Day]:
    """Yield the dates in numbers that begin at some of these places, both readings of one."""
    for match in matches_at(begins, _YEAR_FIRST, text):
        year, _, month, day = match.groups()
        if exists(int(year), int(month), int(day)):
            yield Day(*match.span(), int(year), int(month), int(day))
    for match in matches_at(begins, _YEAR_LAST, text):
        one, sign, other, year = match.groups()
        # Neither 10-12-14 nor 10.20.30 is likely to be a date.
        unlikely = sign in {"-", ". "} or (sign == "." and int(other) > MONTHS)
        if len(year) < 4 and unlikely:  # noqa: PLR2004
            continue
        yield from _either(
            match, int(one), int(other), day_first=True if sign[0] == "." else day_first
        )
    for match in matches_at(begins, _ROMAN_MONTH, text):
        name = match[2].replace("Х", "X")
        month_number = _ROMANS.index(name) + 1 if name in _ROMANS else 0
        if exists(year_of(match[3]), month_number, int(match[1])):
            yield Day(*match.span(), year_of(match[3]), month_number, int(match[1]))
    for pattern, month, year in ((_MONTH_OF_YEAR, 1, 2), (_YEAR_AND_MONTH, 2, 1)):
        for match in matches_at(begins, pattern, text):
            yield Day(*match.span(), int(match[year]), int(match[month]), 0)


def _either(match: re.Match[str], one: int, other: int, *, day_first: bool | None) -> Iterator[Day]:
    """Yield the readings that the first two numbers of a date have."""
    year = year_of(match[4])
    readings = {
        (month, day): first
        for month, day, first in ((other, one, True), (one, other, False))
        if exists(year, month, day)
    }
    if day_first is not None and len(readings) > 1:
        readings = {reading: first for reading, first in readings.items() if first is day_first}
    for month, day in readings:
        yield Day(*match.span(), year, month, day, sure=len(readings) == 1)
