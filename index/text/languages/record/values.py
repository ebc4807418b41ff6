"""How a language writes days, numbers, places and what is numbered."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """How a language writes days, numbers, places and names, each as in `Asking`.

    `particles` are meant as they stand.
    """

    months: str = ""
    day_endings: str = ""
    """What follows the digits of a day: "th"."""

    of_month: str = ""
    """What stands between a day and its month, with the space behind it: "of "."""

    of_day: str = ""
    """What stands before a day, with the space behind it: "the "."""

    year_endings: str = ""
    year_words: str = ""
    century_endings: str = ""
    centuries: str = ""
    numbers: str = ""
    multiples: str = ""
    """What a number counts: "percent", "million"."""

    particles: str = ""
    """Words in small letters within a name: "von"."""

    leading: str = ""
    """What stands before a place, time or thing and is no part of it: "in", not of "in front"."""

    out_of: str = ""
    """What stands before the place that something comes from: "from"."""

    into: str = ""
    """What stands before the place that something goes to: "to"."""

    by_way: str = ""
    """What stands between those places and says how one comes there: "via"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """How a language tells the things of a series apart: "hall 6", "store B", each as in `Asking`.

    Capitals and small letters are meant as they stand.
    """

    letters: str = ""
    """Capitals that may tell one alone: not "I", which is a word."""

    small_letters: str = ""
    """Small letters that may tell one behind a number: not "m", which is a measure."""

    number: str = ""
    """What stands before the number: "No."."""

    cardinals: Mapping[int, str] = field(default_factory=dict)
    """How the numbers up to 20 and the tens up to 90 are written, as what is numbered is called:
    "twelve"; the others are made of these."""

    ordinals: Mapping[int, str] = field(default_factory=dict)
    """How the same are written as what tells one by its place: "twelfth"."""

    ordinal_endings: str = ""
    """What follows the digits then: "th"."""

    article: str = ""
    """What stands before such a word behind what it tells: "Henry the Eighth"."""

    units: Mapping[str, str] = field(default_factory=dict)
    """What says of a number that it counts, in either case: "metres". What has the same name in two
    languages is the same."""

    to: str = ""
    """What stands between the numbers of several: "through"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """How a language says between which numbers something is, each as in `Asking`."""

    between: str = ""
    """What stands before the first of two: "from", "between"."""

    to: str = ""
    """What stands between the two: "to"."""

    at_most: str = ""
    """What stands before the last of them: "up to"."""

    below: str = ""
    """What stands before the first that is none of them any more: "less than"."""

    at_least: str = ""
    """What stands before the first of them: "at least"."""

    above: str = ""
    """What stands before the last that is none of them yet: "over"."""

    or_more: str = ""
    """What stands behind the first of them: "or more"."""

    or_less: str = ""
    """What stands behind the last of them: "or less"."""
