"""Numbers with what they count, and ranges of them: "10 days", "6 to 15 days", "over 30", "до 5".

What a question has of them is in a range or not, whatever digits that is written with.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from index.answer.kinds import FORMS
from index.answer.nearest import QuestionParts
from index.text.analysis import tokenize
from index.text.languages import LANGUAGES, any_of
from index.types import Span

_RANGES = [language.ranges for language in LANGUAGES]
_SIGNS = {"€": "euro", "$": "dollar", "£": "pound", "₽": "rouble"}
_UNITS = [
    (name, re.compile(units, re.IGNORECASE))
    for language in LANGUAGES
    for name, units in language.series.units.items()
]
_COUNTED = {"piece", "person"}
"""What may be called otherwise by what is counted: books, guests."""

_POWERS = [
    (re.compile(names, re.IGNORECASE), power)
    for language in LANGUAGES
    for names, power in language.magnitudes
]
_MEASURES = {name for name, _ in _UNITS} - {"year"} | {"%"}
_MAGNITUDE = any_of(names for language in LANGUAGES for names, _ in language.magnitudes)
_TO = any_of(each.to for each in _RANGES)
_MORE = any_of(each.or_more for each in _RANGES)
_LESS = any_of(each.or_less for each in _RANGES)
_NUMBER = re.compile(
    rf"(?P<sign>[€$£₽] ?)?(?<![\w.,:/])(?<![^\W\d_]-)"
    rf"(?P<number>[1-9]\d{{0,2}}(?:[ \xa0\u202f,]\d{{3}})+(?!\d)|(?:0|[1-9]\d*)(?:[.,]\d+)?)"
    rf"(?![.,:/]?\d|-0)(?:[ \xa0]?(?P<magnitude>{_MAGNITUDE})(?!\w)\.?)?(?P<plus>\+)?"
    rf"(?:[ \xa0-]?(?!(?:{_TO}|{_MORE}|{_LESS})(?!\w))(?P<unit>[%€$£₽]|[^\W\d_]+))?",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"[ \xa0\u202f]|(?<!\b0),(?=\d{3}(?!\d))")
_DASH = re.compile(r"[-–—]| [-–] ")
_JOIN = re.compile(rf"[ \xa0]{_TO}[ \xa0]", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<most>{any_of(each.at_most for each in _RANGES)})"
    rf"|(?P<least>{any_of(each.at_least for each in _RANGES)})"
    rf"|(?P<below>{any_of(each.below for each in _RANGES)})"
    rf"|(?P<above>{any_of(each.above for each in _RANGES)}))[ \xa0]$"
    r"|(?:(?P<most_sign>≤)|(?P<least_sign>≥)|(?P<below_sign><)|(?P<above_sign>>))[ \xa0]?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"[ \xa0]?(?:(?P<more>{_MORE})|(?P<less>{_LESS}))(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from `low` to `high`, but for these where they are `over` and `under`.

    `unit` is what they count, "" where nothing follows; it stands on the characters from `start`
    to `end`.
    """

    start: int
    end: int
    low: float
    high: float
    over: bool = False
    under: bool = False
    unit: str = ""

    @property
    def is_number(self) -> bool:
        """Return whether it is but one."""
        return self.low == self.high

    def meets(self, other: "Range") -> bool:
        """Return whether some number is in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        return not any(
            (each.over and each.low == low) or (each.under and each.high == high)
            for each in (self, other)
        )


def find_ranges(text: str) -> Iterator[Range]:
    """Yield the ranges in a text, in order: a number alone is one of but this."""
    dates = [match.span() for match in FORMS.date.finditer(text)]
    found = [
        match
        for match in _NUMBER.finditer(text)
        if match["magnitude"]
        or _unit(match) in _MEASURES
        or not any(start <= match.start("number") < end for start, end in dates)
    ]
    while found:
        match, *found = found
        before, value = _BEFORE.search(text, 0, match.start()), _value(match)
        sides = {before.lastgroup.partition("_")[0]} if before and before.lastgroup else set[str]()
        if found and _are_joined(text, match, found[0], by_dash=not sides):
            last, *found = found
            low, high = _value(match, last["magnitude"]), _value(last)
            if low > high:
                # 500 to 2 thousand.
                low = value
            # Else it is none, but the telephone 21-15.
            if low < high:
                yield Range(
                    match.start(),
                    last.end(),
                    low,
                    high,
                    over="above" in sides,
                    unit=_unit(last) or _unit(match),
                )
            continue
        behind = _BEHIND.match(text, match.end())
        if behind:
            sides.add("least" if behind["more"] else "most")
        if match["plus"]:
            sides.add("least")
        yield Range(
            before.start() if before else match.start(),
            behind.end() if behind else match.end(),
            -inf if sides & {"most", "below"} else value,
            inf if sides & {"least", "above"} else value,
            over="above" in sides,
            under="below" in sides,
            unit=_unit(match),
        )


def only_range(text: str) -> Range | None:
    """Return the one range that a text gives, None where it has other digits."""
    found = list(find_ranges(text))
    if len(found) != 1:
        return None
    rest = text[: found[0].start] + text[found[0].end :]
    return None if any(map(str.isdecimal, rest)) else found[0]


def counts_alike(asked: QuestionParts, amount: Range, of: Range, *, name: str, beside: str) -> bool:
    """Return whether a number of a question may be one of those of a range.

    That is what both count, or what has the range is called by; where that tells no unit, nothing
    `beside` it is measured in the number's own. What has none is told by the range's `name`.
    """
    if not amount.unit:
        return any(asked.holds(token) for token in tokenize(name))
    known = {each for each, _ in _UNITS}
    units = {of.unit} if of.unit else _units_in(name)
    if not units:
        return amount.unit not in known or amount.unit not in _units_in(beside)
    if amount.unit in units or amount.unit in known:
        return amount.unit in units
    said = [word for word in asked.words if amount.start < word.start < amount.end]
    return not _COUNTED.isdisjoint(units) or any(
        unit in word.ways for unit in units for word in said
    )


def _units_in(text: str) -> set[str]:
    return {name for token in tokenize(text) for name, unit in _UNITS if unit.fullmatch(token.word)}


def _are_joined(text: str, one: re.Match[str], other: re.Match[str], *, by_dash: bool) -> bool:
    """Return whether two numbers are the first and last of a range; a dash may set off a value."""
    between = Span(one.end(), other.start()).cut(text)
    if _JOIN.fullmatch(between):
        return True
    return by_dash and _DASH.fullmatch(between) is not None and _unit(one) in {"", _unit(other)}


def _value(match: re.Match[str], magnitude: str | None = None) -> float:
    said = match["magnitude"] or magnitude or ""
    power = next((power for names, power in _POWERS if names.fullmatch(said)), 0)
    return float(f"{_GROUPED.sub('', match['number']).replace(',', '.')}e{power}")


def _unit(match: re.Match[str]) -> str:
    """Return the name of what a number counts, the stem of its word where no language has one."""
    said = match["unit"] or (match["sign"] or "").strip()
    if not said or said in _SIGNS:
        return _SIGNS.get(said, "")
    names = (name for name, unit in _UNITS if unit.fullmatch(said))
    return next(names, said if said == "%" else tokenize(said)[0].stem)
