"""Dates by value: however a day is written, in whatever language, it is one term.

A passage that names a day holds `@2024-03-05`, and `@2024-03` and `@*-03-05` for who asks for the
month or leaves out the year; one that names it without a year holds `@--03-05` alone, as another
year's may be meant. Of a range or a row, "3 and 4 May 2024" or "30 April - 2 May 2024", each day
that is written is held, and what of month and year stands behind the last is that of all.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache

from index.text.days import MONTHS, YEAR, Day, exists, in_order, year_before, year_of
from index.text.languages.record import Language, any_of
from index.text.numeric_dates import NumericRows, day_first, find_numeric

__all__ = ["Dates", "day_first"]

_BEGINS = re.compile(r"\d(?<![\w.\-/].)")
_AFTER_SPACE = re.compile(r"\d(?<=[\s'’‘].)")
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_BLANK = r"[^\S\r\n]"
_DASH = "[-–—]"
_APOSTROPHE = "['’‘]"
_CLOSED = rf"(?={_BLANK}*(?:\Z|[;!?)»\"\]|]|[.,:](?!\d)|{_DASH}\s(?!\d)))"
_MOST_JOINED = 8
_MOST_CACHED = 50_000


class Dates:
    """Finds the dates in texts of a set of languages."""

    def __init__(self, languages: Sequence[Language]) -> None:
        """Know the months of these languages by their names."""
        self._languages = [each for each in languages if len(each.months) == MONTHS]

    @cached_property
    def _months(self) -> list[re.Pattern[str]]:
        return [
            re.compile("|".join(each.months[number] for each in self._languages), re.IGNORECASE)
            for number in range(MONTHS)
        ]

    @cached_property
    def _is_month(self) -> Callable[[str], bool]:
        names = "|".join(f"(?:{months.pattern})" for months in self._months)
        month = re.compile(names, re.IGNORECASE)
        return lru_cache(maxsize=_MOST_CACHED)(lambda word: month.fullmatch(word) is not None)

    @cached_property
    def _joins(self) -> re.Pattern[str]:
        """Return the pattern of what stands between the days of a range or a row."""
        to = any_of(each.ranges.to for each in self._languages)
        weekday = any_of(
            name for each in self._languages for name in each.contrasts.moments.get("weekday", ())
        )
        return re.compile(
            rf"(?:{_BLANK}?{_DASH}\s?|,?\s+{to}(?:\s+{to})?\s+{self._said('of_day')}?|,\s+)"
            rf"(?:{weekday},?\s+)?",
            re.IGNORECASE,
        )

    @cached_property
    def _written(self) -> tuple[re.Pattern[str], ...]:
        """Return the patterns of dates with days before their month, behind it and with none."""
        names = "|".join(name for each in self._languages for name in each.months)
        month = rf"(?P<month>\b(?:{names})\b\.?)"
        of_month, of_day = f"{self._said('of_month')}?", f"{self._said('of_day')}?"
        of_year = rf"{_BLANK}?{self._said('year_words')}"
        # Two digits are a year where a sign or a word says so, or a zero: no count begins with one.
        years = (
            rf"(?:{YEAR})(?!\d)|(?<={_APOSTROPHE})\d{{2}}(?!\w)"
            rf"|\d{{2}}(?={of_year})|(?<=\s)0\d(?![\w:%/-]|[.,]\d)"
        )
        year = rf"{_APOSTROPHE}?(?P<year>{years})"
        day = rf"\d{{1,2}}(?!\d)(?:-?{self._said('day_endings')}\b)?"
        row = rf"(?:{self._joins.pattern}{day}){{1,{_MOST_JOINED}}}"
        behind = rf"(?:{self._joins.pattern}(?!0){day}){{1,{_MOST_JOINED}}}"
        # A number behind a day may count what follows: on May 3 to 20 people.
        row_ends = rf"(?:(?=,?\s+{_APOSTROPHE}?(?:{years}))|{_CLOSED})"
        with_signs = (
            rf"(?<![,:])(?P<days>\d{{1,2}})(?P<sign>[-./]){month}(?P=sign)"
            rf"(?P<year>{YEAR}|\d{{2}})(?!\w|(?P=sign)\d)"
        )
        days = rf"(?<![,:№#])(?<![№#]\s)(?P<days>{day}(?:{row})?)"
        days_first = rf"{days}(?:\s+|-){of_month}{month}(?:(?:,?\s+{of_month}|-){year})?"
        # Or what is written short is followed by nothing that they would count. May is never short.
        may = "|".join(each.months[4] for each in self._languages)
        short = (
            rf"{days}[ \xa0](?!(?:{may})\b)(?=(?:{names})\b)(?P<month>[^\W\d_]{{3,4}}\.|\w{{3}}\b)"
            rf"[ \xa0](?P<year>\d{{2}}){_CLOSED}"
        )
        month_first = (
            rf"{month}\s+{of_day}(?P<days>{day}(?:{_DASH}{day}(?!{_DASH})|{behind}{row_ends})?)"
            rf"(?![\d:%]|[.,]\d|{of_year})(?:,?\s+{year})?"
        )
        of_year_alone = rf"{month},?\s+{of_month}{year}"
        patterns = (with_signs, days_first, short, month_first, of_year_alone)
        return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)

    @cached_property
    def _numeric_rows(self) -> NumericRows:
        return NumericRows(self._joins.pattern)

    def _said(self, name: str) -> str:
        """Return how the languages write a part of a date, as one pattern."""
        return any_of(getattr(each.values, name) for each in self._languages)

    def find(self, text: str, *, day_first: bool | None) -> list[Day]:
        """Return the dates in `text` by their places; see `day_first` for who wrote it.

        Those that share a month or a year stand on the characters of all of them.
        """
        if not self._languages:
            return []
        begins = [match.start() for match in _BEGINS.finditer(text)]
        found: list[Day] = []
        rows = self._numeric_rows.find(text, begins, day_first=day_first) if begins else ()
        numeric = find_numeric(text, begins, day_first=day_first) if begins else ()
        # Those with a year first: in February 12-March 28, 2020 there is no 12-March.
        by_name = sorted(self._by_name(text, begins), key=lambda each: not each.year)
        for each in (*rows, *numeric, *by_name):
            beside = [
                other for other in found if (other.start, other.end) == (each.start, each.end)
            ]
            inside = any(other.start < each.end and each.start < other.end for other in found)
            # Both readings of one that is not sure stand at one place, and so do days of a row.
            if not inside or (beside and each not in beside):
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
        for pattern, places in zip(
            self._written, (begins, begins, begins, months, months), strict=True
        ):
            end = 0
            for place in places:
                if place >= end:
                    for told in self._sharing_year(pattern, text, place):
                        yield from self._days(told)
                        end = told[-1].end()

    def _sharing_year(
        self, pattern: re.Pattern[str], text: str, place: int
    ) -> Iterator[list[re.Match[str]]]:
        """Yield the dates from a place on that are joined, those with one year together."""
        told: list[re.Match[str]] = []
        match = pattern.match(text, place)
        while match is not None:
            told.append(match)
            if match["year"]:
                yield told
                told = []
            joined = self._joins.match(text, match.end())
            match = pattern.match(text, joined.end()) if joined else None
        yield from ([each] for each in told)

    def _days(self, told: Sequence[re.Match[str]]) -> Iterator[Day]:
        """Yield the days of dates that are joined and have the year of the last one."""
        start, end = told[0].start(), told[-1].end()
        dates: list[tuple[int, int, int]] = []
        written, following = told[-1]["year"], MONTHS
        year = year_of(written) if written else 0
        for match in reversed(told):
            month = self._number(match["month"].rstrip("."))
            year, following = year_before(year, month, following), month
            row = match.groupdict().get("days")
            last = match.start() < match.start("month")
            days = in_order(row or "0", last=last)
            # What of a row is no day of it stands apart.
            if last and match is told[0]:
                start = match.start("days") + days[0].start()
            elif row and not (last or written) and _DIGIT.search(row, days[-1].end()):
                end = match.start("days") + days[-1].end()
            dates += [(year, month, int(day.group())) for day in reversed(days)]
        for date in filter(lambda date: exists(*date), reversed(dates)):
            yield Day(start, end, *date, named=True)

    def _number(self, name: str) -> int:
        return next(
            number
            for number, names in enumerate(self._months, start=1)
            if names.fullmatch(name) or names.fullmatch(name + ".")
        )
