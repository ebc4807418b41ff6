"""Years, months, quarters and days in order, as they name columns."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from index.text.dates import Dates
from index.text.languages import LANGUAGES, any_of

_YEAR_WORD = any_of(each.values.year_words for each in LANGUAGES)
_YEAR = re.compile(rf"((?:1[89]|20)\d\d)\s?{_YEAR_WORD}?", re.IGNORECASE)
_BEHIND_DATE = re.compile(rf"\s0?0:00(:00)?|\W*{_YEAR_WORD}?", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"([^\W\d_]{3,4})\.?[\s-]?(\d\d)")
_COUNTED = re.compile(r"(\d{1,2})\s?([^\W\d_]{1,4}\.?)")
"""1 кв., 2 кв.: whatever is counted from one."""

Period = tuple[str, tuple[int, ...]]
"""Of what kind it is, and its place among those of the kind."""


def period_of(name: str) -> Period | None:
    """Return the period that a cell names and nothing else, None where it names none."""
    name = name.strip()
    if year := _YEAR.fullmatch(name):
        return "year", (int(year[1]),)
    if counted := _COUNTED.fullmatch(name):
        return counted[2].lower(), (int(counted[1]),)
    if short := _SHORT_YEAR.fullmatch(name):
        name = f"{short[1]} 20{short[2]}"
    for day in _dates().find(name, day_first=None):
        if day.year and day.start == 0 and _BEHIND_DATE.fullmatch(name, day.end):
            return "day" if day.day else "month", (day.year, day.month, day.day)
    return None


def in_order(periods: Sequence[Period]) -> bool:
    """Return whether two periods or more are of a kind and go on, or back, one after another."""
    kinds = {kind for kind, _ in periods}
    places = [place for _, place in periods]
    if len(kinds) > 1 or len(places) < 2:  # noqa: PLR2004
        return False
    if len(places[0]) > 1:
        rises = {later > earlier for earlier, later in pairwise(places)}
        return len(rises) == 1 and len(set(places)) == len(places)
    steps = {later[0] - earlier[0] for earlier, later in pairwise(places)}
    if "year" not in kinds:
        return steps == {1} and places[0] == (1,)
    # 1998 and 2004 may be what the row is about; 2010, 2015 and 2020 are not.
    return len(steps) == 1 and 0 not in steps and (steps <= {1, -1} or len(places) > 2)  # noqa: PLR2004


@cache
def _dates() -> Dates:
    return Dates(LANGUAGES)
