"""What several words of a text are together: identifiers, amounts by value, dates.

Each is found beside its parts, which stay words as ever. A compound's terms begin with a sign that
no word begins with, so that they never meet a word by accident; an amount's is its digits, which
is what a number alone is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from index.text.dates import Dates
from index.text.languages.record import Language
from index.text.letters import skeleton, visible_with_places
from index.text.matching import matches_around, matches_from
from index.text.scripts import CAPITALS

SIGN = "="
JOINED_SHARE = 0.9
"""What an identifier counts that is written with other separators than the one asked for."""

LONGER_SHARE = 0.5
"""What a longer one counts that begins with the one asked for, as E-10-A does with E-10."""

CompoundKind = Literal["identifier", "date", "number"]

MAIL = "@"
"""The shape of mail addresses."""

_FILE_SHAPE = "/"
_LONGER = "…"
_LONGEST = 100
_MOST_PARTS = 12
_LEAST_JOINED = 3
_DASH = re.compile("[‐‑‒–—−﹘﹣－]")
_SEPARATORS = re.compile(r"::|[-._/\\:@+&#]")
_CHUNK = re.compile(
    r"(?<!\w)(?:\w++(?:(?:::|[-./\\:@+&#])\w++)+"
    r"|(?=\w*?(?:_|\d[^\W\d_]|[^\W\d_]\d))\w++)"
)
# What no such run is without. It begins with a set of characters, which re looks for many times as
# fast as for a word's beginning.
_WITHIN_CHUNK = re.compile(
    r"[-./\\:@+&#_\d](?:(?<=_)|(?<=\d)(?:(?=[^\W\d_])|(?<=[^\W\d_].))"
    r"|(?<=\w[^\w])(?=:?\w))"
)
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_RUNS = re.compile(r"[^\W\d_]+|\d+")
# A row of digits, in groups or not: a telephone, an account, a card.
_GROUPS = re.compile(
    r"(?<![\w./-])(?<!\d,)\+?(?:\d{7,20}(?!-)"
    r"|\d{1,6}(?:(?:[ \xa0-]|[ \xa0]?\([ ]?|[ ]?\)[ \xa0-]?)\d{1,6}){1,7})"
    r"(?![\w/]|[.,]\d)"
)
_GROUPS_BEGIN = re.compile(r"[+\d](?<![\w./-].)(?<!\d,.)")
# Letters and digits in groups, of which the last one is digits: an account, a number plate.
_PLATE_BEGINS = re.compile(
    rf"[^\W_](?<![\w./-].)(?<!\d,.)(?:(?<=\d)\d{{0,5}}[{CAPITALS}]|[^\W\d_]{{0,3}}\d)"
)
_PLATE = re.compile(
    rf"(?=[^\W\d_]{{1,4}}\d|\d{{1,6}}[{CAPITALS}])(?:[^\W\d_]{{1,4}}|\d{{1,6}}){{2,4}}"
    r"(?:[ \xa0](?:[A-Z]{4}|\d{1,6}))*[ \xa0]\d{1,6}(?![\w/-]|[.,]\d)"
)
_NUMBERED = re.compile(
    rf"([{CAPITALS}](?<![\w.-].)[{CAPITALS}]{{1,5}})(?: [{CAPITALS}])?"
    r"[ \xa0](?:№ ?)?(\d[\w./:-]*\w|\d)(?!\w)"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_MAIL = re.compile(r"\w+(?:[-.+]\w+)*@\w+(?:[-.]\w+)*\.[^\W\d_]{2,}")
_FILE = re.compile(r"\w+(?:[-.]\w+)*\.[^\W\d_]\w{0,4}")
_LEAST_PATH = 3
_NATIONAL = 10
_LEAST_DIGITS = 7
_MOST_DIGITS = 20
_LEAST_PLATE = 5
_FEW_DIGITS = 3
_SHORT_LETTERS = 2
_MOST_CACHED = 50_000

# Numbers whose value is not what the word alone says.
_SPACED = r"[1-9]\d{0,2}(?:[ \xa0\u2009\u202f]\d{3})+"
_DOTTED = r"[1-9]\d{0,2}(?:\.\d{3}){2,}"
_COMMAED = r"[1-9]\d{0,2}(?:,\d{3})+"
_WHOLE = rf"(?:{_SPACED}|{_DOTTED}|{_COMMAED}|\d+)"
# A comma between two long numbers parts them, as it does in `analysis`.
_FRACTION = r"(?:\.\d+|,(?:\d{1,3}(?!\d)|(?<!\d{4},)\d+))?"
_CURRENCIES = "₽$€£¥₴₸"
_CURRENCY = f"[{_CURRENCIES}]"
_AMOUNT_BEGINS = re.compile(rf"[{_CURRENCIES}\d](?<![\w./:+-].)(?<!\d,.)")
_AFTER_MONEY = r"[₽€₴₸]|(?:руб|р\.|коп|долл|евро|usd|eur|rub|dollar|euro|pound)"


@dataclass(frozen=True, slots=True)
class Compound:
    """What stands on the characters `start` to `end` of a text, beside the words that it holds.

    `terms` are those that a passage with it holds, `asked` those that a query with it asks for and
    what each counts. `designates` says that it names one thing, so that what does not have it is
    about another; `shape` is what such names of one series share.
    """

    start: int
    end: int
    kind: CompoundKind
    terms: tuple[str, ...]
    asked: Mapping[str, float]
    designates: bool
    shape: str = ""
    sure: bool = True


class Compounds:
    """Finds the compounds in texts of a set of languages."""

    def __init__(self, languages: Sequence[Language], *, endings: frozenset[str]) -> None:
        """Know these languages' months and magnitudes; `endings` follow the digits of a number."""
        self._dates = Dates(languages)
        self._endings = endings
        magnitudes = [each for language in languages for each in language.magnitudes]
        self._powers = [(re.compile(names, re.IGNORECASE), power) for names, power in magnitudes]
        counted = "|".join(names for names, _ in magnitudes) or "(?!)"
        self._amount = re.compile(
            rf"(?<![\w./:+-])(?<!\d,)(?P<currency>{_CURRENCY} ?)?(?P<number>{_WHOLE}{_FRACTION})"
            rf"(?![.,]?\d)(?:[ \xa0-]?(?P<magnitude>{counted})\b\.?)?"
            rf"(?P<after>[ \xa0]?(?:{_AFTER_MONEY}))?",
            re.IGNORECASE,
        )
        self._identifier = lru_cache(maxsize=_MOST_CACHED)(self._identifier_of)

    def find(self, text: str, *, day_first: bool | None = None) -> list[Compound]:
        """Return the compounds in `text` by their places; they may stand within each other."""
        plain, places = visible_with_places(text)
        plain = _DASH.sub("-", plain)
        found = list(self._find(plain, day_first=day_first))
        if places is not None:
            found = [
                Compound(
                    places[each.start],
                    places[each.end - 1] + 1,
                    each.kind,
                    each.terms,
                    each.asked,
                    each.designates,
                    each.shape,
                    each.sure,
                )
                for each in found
            ]
        return sorted(found, key=lambda each: (each.start, -each.end))

    def _find(self, text: str, *, day_first: bool | None) -> Iterator[Compound]:
        days = self._dates.find(text, day_first=day_first)
        for day in days:
            yield Compound(
                start=day.start,
                end=day.end,
                kind="date",
                terms=day.terms if day.sure else (),
                asked=day.asked,
                designates=day.whole or (bool(day.year) and day.named),
                shape="date" if day.whole else "",
                sure=day.sure,
            )
        dated = {(day.start, day.end) for day in days if day.sure}
        for match in matches_around(_WITHIN_CHUNK, _CHUNK, text):
            if not any(one <= match.start() and match.end() <= end for one, end in dated):
                yield from self._identifiers(match.group(), start=match.start())
        if _DIGIT.search(text) is None:
            return
        within = [(day.start, day.end) for day in days]
        yield from self._amounts(text, apart_from=within)
        yield from _grouped(text, apart_from=within)
        yield from _plates(text, apart_from=within)
        yield from _numbered(text, apart_from=within)

    def _identifiers(self, chunk: str, *, start: int) -> Iterator[Compound]:
        """Yield the identifier that a run without spaces is, and those on the way of a path."""
        trimmed = chunk.rstrip("_")
        start += len(chunk) - len(chunk.lstrip("_"))
        chunk = trimmed.lstrip("_")
        whole = self._identifier(chunk)
        if whole is not None:
            yield _moved(whole, start)
        for sign in ("/", "\\"):
            if sign in chunk and len(chunk.split(sign)) <= _MOST_PARTS:
                at = start
                parts = chunk.split(sign)
                for part in parts:
                    one = self._identifier(part) if len(part) < len(chunk) else None
                    if one is not None:
                        last = at + len(part) == start + len(chunk)
                        if last and len(parts) >= _LEAST_PATH and _FILE.fullmatch(part):
                            # What is at the end of a path is one file.
                            one = replace(one, designates=True, shape=_FILE_SHAPE)
                        yield _moved(one, at)
                    at += len(part) + 1

    def _identifier_of(self, chunk: str) -> Compound | None:
        """Return the identifier that a run is as a whole, where it begins at 0."""
        separators = set(_SEPARATORS.findall(chunk))
        letters, digits = _LETTERS.findall(chunk), sum(map(str.isdecimal, chunk))
        parts = _SEPARATORS.split(chunk)
        if not chunk or len(chunk) > _LONGEST or len(parts) > _MOST_PARTS:
            return None
        if not digits:
            # Words with hyphens, and abbreviations such as т.е.
            name = separators - {"-"} and not (separators == {"/"} and len(parts) <= 2)  # noqa: PLR2004
            initials = separators == {"&"} and all(map(str.isupper, parts))
            if not initials and (not name or sum(len(part) > 1 for part in parts) <= 1):
                return None
        elif not letters:
            if not separators or (separators == {"."} and len(parts) == 2):  # noqa: PLR2004
                return None
        elif self._is_counted(chunk):
            return None
        written = skeleton(chunk)
        joined = _SEPARATORS.sub("", written)
        terms = {SIGN + written: 1.0}
        if len(joined) >= (_LEAST_JOINED if letters else _LEAST_DIGITS - 1):
            terms.setdefault(SIGN + joined, JOINED_SHARE)
        beginning = _beginning(written) if digits else ""
        return Compound(
            start=0,
            end=len(chunk),
            kind="identifier",
            terms=(*terms, SIGN + beginning + _LONGER) if beginning else tuple(terms),
            asked={**terms, SIGN + written + _LONGER: LONGER_SHARE},
            designates=_designates(chunk, letters=letters, digits=digits, parts=parts),
            shape=MAIL if _MAIL.fullmatch(chunk) else _shape(written) if digits else "",
        )

    def _is_counted(self, chunk: str) -> bool:
        """Return whether a run of digits and letters is a number with its ending, unit or noun."""
        counted = re.fullmatch(r"\d+(?:[-.,]\d+)*-?([^\W\d_]+)(?:-([^\W\d_]+))?", chunk)
        if counted is None:
            ranges = re.fullmatch(r"(?:\d+-?[^\W\d_]{1,2}[-/])+\d+-?[^\W\d_]{1,2}", chunk)
            return ranges is not None and chunk.islower()
        return counted[1].islower() or counted[1].casefold() in self._endings

    def _amounts(self, text: str, *, apart_from: Sequence[tuple[int, int]]) -> Iterator[Compound]:
        for match in matches_from(_AMOUNT_BEGINS, self._amount, text):
            number, magnitude = match["number"], match["magnitude"]
            start, end = match.start("number"), match.end("magnitude" if magnitude else "number")
            if any(one < end and start < other for one, other in apart_from):
                continue
            money = bool(match["currency"] or match["after"])
            value = _value(number, money=money)
            if magnitude:
                power = next(power for names, power in self._powers if names.fullmatch(magnitude))
                value = value.scaleb(power)
            term = _plain(value)
            separate = not number.isdecimal()
            if not (magnitude or (separate and term != number)):
                continue
            yield Compound(
                start=start,
                end=end,
                kind="number",
                terms=(term,),
                asked={term: 1.0},
                designates=bool(magnitude or money or len(term) > _FEW_DIGITS),
            )


def longer_version(number: str) -> str | None:
    """Return the term of the versions that begin with a number such as 4.12, None for no other."""
    return SIGN + number + _LONGER if re.fullmatch(r"\d+\.\d+", number) else None


def _moved(compound: Compound, by: int) -> Compound:
    return Compound(
        compound.start + by,
        compound.end + by,
        compound.kind,
        compound.terms,
        compound.asked,
        compound.designates,
        compound.shape,
        compound.sure,
    )


def _value(number: str, *, money: bool) -> Decimal:
    """Return a number's value; 1.10 is a version where no money is meant, and keeps its zero."""
    digits = re.sub(r"[ \xa0\u2009\u202f]", "", number)
    whole, sign, fraction = re.fullmatch(rf"({_WHOLE}|\d+)(?:([.,])(\d+))?", digits).groups()  # type: ignore[union-attr]
    if sign is None and re.fullmatch(_COMMAED, whole):
        return Decimal(whole.replace(",", ""))
    whole = re.sub(r"[.,]", "", whole)
    if fraction is None:
        return Decimal(whole)
    value = Decimal(f"{whole}.{fraction}")
    return value.normalize() if money or sign == "," or not fraction.strip("0") else value


def _plain(value: Decimal) -> str:
    if value == value.to_integral_value():
        return f"{value.to_integral_value():f}"
    return f"{value:f}"


def _grouped(text: str, *, apart_from: Sequence[tuple[int, int]]) -> Iterator[Compound]:
    """Yield rows of digits, in groups or not, by all of them: telephones, accounts, cards."""
    for match in matches_from(_GROUPS_BEGIN, _GROUPS, text):
        if re.fullmatch(_SPACED, match.group()):
            continue
        digits = "".join(filter(str.isdecimal, match.group()))
        inside = any(one < match.end() and match.start() < other for one, other in apart_from)
        if inside or not _LEAST_DIGITS <= len(digits) <= _MOST_DIGITS:
            continue
        # The number within a country stands with its code, with another prefix or with none.
        national = digits[-_NATIONAL:] if len(digits) in {_NATIONAL, _NATIONAL + 1} else ""
        terms = tuple(dict.fromkeys(SIGN + each for each in (digits, national) if each))
        start = match.start() + match.group().startswith("+")
        yield Compound(
            start=start,
            end=match.end(),
            kind="identifier",
            terms=terms,
            asked={terms[-1]: 1.0},
            designates=len(digits) >= _NATIONAL,
            shape="digits" if len(digits) >= _NATIONAL else "",
        )


def _plates(text: str, *, apart_from: Sequence[tuple[int, int]]) -> Iterator[Compound]:
    """Yield what is letters and digits in groups, by all of them: А123ВС 77, DE89 3704 0044."""
    for match in matches_from(_PLATE_BEGINS, _PLATE, text):
        joined = SIGN + skeleton(re.sub(r"[ \xa0]", "", match.group()))
        inside = any(one < match.end() and match.start() < other for one, other in apart_from)
        if inside or not _LEAST_PLATE < len(joined) <= _LONGEST:
            continue
        yield Compound(
            start=match.start(),
            end=match.end(),
            kind="identifier",
            terms=(joined,),
            asked={joined: 1.0},
            designates=False,
        )


def _numbered(text: str, *, apart_from: Sequence[tuple[int, int]]) -> Iterator[Compound]:
    """Yield what an abbreviation and its number name together: ISO 9001."""
    for match in _NUMBERED.finditer(text):
        start, end = match.start(2), match.end()
        if _YEAR.fullmatch(match[2]) or any(one < end and start < to for one, to in apart_from):
            continue
        name = skeleton(re.sub(r"\W", "", text[match.start() : start]))
        written = SIGN + name + skeleton(re.sub(r"[\W_]", "", match[2]))
        # An edition is of the standard: ISO 9001:2015.
        edition = SIGN + name + skeleton(re.split(r"[-:/]", match[2])[0].replace(".", ""))
        yield Compound(
            start=match.start(),
            end=end,
            kind="identifier",
            terms=(written,) if edition == written else (written, edition + _LONGER),
            asked={written: 1.0, written + _LONGER: LONGER_SHARE},
            designates=False,
            shape=name + "9",
        )


def _designates(chunk: str, *, letters: Sequence[str], digits: int, parts: Sequence[str]) -> bool:
    if _MAIL.fullmatch(chunk):
        return True
    if not digits:
        return False
    if not letters:
        years = all(map(_YEAR.fullmatch, parts))
        return not years and (digits >= _LEAST_DIGITS or len(parts) > 2)  # noqa: PLR2004
    if any(each.islower() and len(each) > _SHORT_LETTERS for each in letters):
        return False
    if any(map(_YEAR.fullmatch, re.findall(r"\d+", chunk))) and len(_RUNS.findall(chunk)) <= 2:  # noqa: PLR2004
        return False
    return digits > 1 or (len(parts) > 1 and any(map(str.isupper, letters)))


def _beginning(written: str) -> str:
    """Return an identifier of three parts or more without its last, "" for one of fewer."""
    parts = list(_SEPARATORS.finditer(written))
    return written[: parts[-1].start()] if len(parts) > 1 else ""


@lru_cache(maxsize=100_000)
def _shape(written: str) -> str:
    """Return what identifiers of one series share: the order of their letters and digits."""
    runs = _RUNS.findall(written)
    return "".join("9" if run[0].isdecimal() else "a" for run in runs) if len(runs) > 1 else ""
