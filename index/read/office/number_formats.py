"""Numbers as a workbook's cells show them: dates, shares, amounts (ISO/IEC 29500-1, 18.8.31).

A file does not say which signs its reader's computer parts thousands and decimals with: thousands
are parted by a no-break space and decimals by a point, which no language takes for one another; a
date in the computer's own form is written by ISO 8601.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from math import isfinite

from index.read.office.sheets import shown_number

BUILT_IN: Mapping[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm",
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""Those that a file names by number alone (18.8.30)."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<width>[_*].)|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[(?P<bracket>[^\]]*)\]|(?P<half>AM/PM|A/P)|(?P<general>General)"
    r"|(?P<power>E[+-])|(?P<date>y+|m+|d+|h+|s+)|(?P<digit>[0#?])|(?P<mark>[.,%@/])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_RUSSIAN = re.compile(r"\[\$[^\]]*-(?:[0-9a-f]*)0?4?19\]", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")

_MONTHS = (
    "January February March April May June July August September October November December",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)
_LONE_MONTHS = "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь"
_DAYS = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "понедельник вторник среда четверг пятница суббота воскресенье",
)
_SHORT_DAYS = ("Mon Tue Wed Thu Fri Sat Sun", "Пн Вт Ср Чт Пт Сб Вс")

_EPOCH_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell's time has no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_LEAP_BUG = 60
"""1900 was no leap year, but counts as one: days before its 29 February are one earlier."""

_LAST_DAY = 2_958_466
_EXACT = Context(prec=400)
_THOUSANDS = "\u00a0"
_SECTIONS = 3
_NAMED = 3
"""So many letters ask for a name or a year in full."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def show(number: float, code: str, *, from_1904: bool = False) -> str:
    """Return a number as a cell of this format shows it."""
    sections = _sections(code)
    section, shown = _chosen(sections, number)
    if not section and len(sections) > 1:
        return ""
    kinds = {token.kind for token in section}
    if kinds & {"date", "elapsed"}:
        return _date(number, section, code, from_1904=from_1904)
    if (
        not section
        or not isfinite(number)
        or kinds & {"general", "text"}
        or "/" in (t.text for t in section if t.kind == "mark")
    ):
        return shown_number(number)
    if "power" in kinds:
        digits = sum(token.kind == "digit" for token in _after_point(section))
        return f"{number:.{max(digits - 2, 0)}E}"
    return _figures(shown, section)


def hides_text(code: str) -> bool:
    """Return whether a cell of this format shows nothing of a text, as one of `;;;` does."""
    sections = _sections(code)
    return len(sections) > _SECTIONS and not sections[_SECTIONS]


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[tuple[_Token, ...], ...]:
    sections: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind, text = match.lastgroup or "other", match.group()
        if kind == "other" and text == ";":
            sections.append([])
            continue
        if kind in {"quoted", "escaped", "currency"}:
            kind, text = "literal", match.group(kind)
        elif kind == "width":
            kind, text = "literal", " " if text[0] == "_" else ""
        elif kind == "mark" and text == "@":
            kind = "text"
        elif kind == "other":
            kind = "literal"
        elif kind == "elapsed":
            text = match.group(kind)
        sections[-1].append(_Token(kind, text))
    return tuple(map(tuple, sections))


def _chosen(sections: Sequence[Sequence[_Token]], number: float) -> tuple[Sequence[_Token], float]:
    """Return the section for a number, and that number as the section shows it."""
    for section in sections[:_SECTIONS]:
        for token in section:
            if token.kind == "bracket" and (condition := _CONDITION.fullmatch(token.text[1:-1])):
                if _holds(condition, number):
                    return section, number
                break
    if any(t.kind == "bracket" and _CONDITION.fullmatch(t.text[1:-1]) for t in sections[0]):
        return sections[min(len(sections), _SECTIONS) - 1], number
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) >= _SECTIONS:
        return sections[2], number
    return sections[0], number


def _holds(condition: re.Match[str], number: float) -> bool:
    sign, bound = condition[1], float(condition[2])
    return {
        "<": number < bound,
        ">": number > bound,
        "=": number == bound,
        "<=": number <= bound,
        ">=": number >= bound,
        "<>": number != bound,
    }[sign]


def _after_point(section: Sequence[_Token]) -> Sequence[_Token]:
    points = [place for place, token in enumerate(section) if token == _Token("mark", ".")]
    return section[points[0] + 1 :] if points else ()


def _figures(number: float, section: Sequence[_Token]) -> str:
    digits = [place for place, token in enumerate(section) if token.kind == "digit"]
    if not digits:
        return "".join(token.text for token in section if token.kind == "literal").strip()
    # By decimal digits: 2.675 is shown as 2.68, though its binary fraction lies below the half.
    value = Decimal(f"{number:.15g}")
    value *= 100 ** sum(token == _Token("mark", "%") for token in section)
    commas = [place for place, token in enumerate(section) if token == _Token("mark", ",")]
    value /= 1000 ** sum(place > digits[-1] for place in commas)
    grouped = any(digits[0] < place < digits[-1] for place in commas)
    after = [token.text for token in _after_point(section) if token.kind == "digit"]
    rounded = abs(value).quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP, _EXACT)
    whole, _, part = f"{rounded:f}".partition(".")
    kept = len(after)
    while kept and after[kept - 1] == "#" and part[kept - 1] == "0":
        kept -= 1
    negative = number < 0 and (whole.strip("0") or part.strip("0"))
    before = len(digits) - len(after)
    return ("-" if negative else "") + _filled(
        section, whole.lstrip("0"), part[:kept], before=before, grouped=grouped
    )


def _filled(section: Sequence[_Token], whole: str, part: str, *, before: int, grouped: bool) -> str:
    """Put digits where a section has places for them, the whole part's from the right."""
    places = [token.text for token in section if token.kind == "digit"][:before]
    required = places[places.index("0") :] if "0" in places else []
    whole = whole.rjust(len(required), "0")
    shares = [""] * before
    for place in range(before - 1, 0, -1):
        whole, shares[place] = whole[:-1], whole[-1:]
    if before:
        shares[0] = whole
    if grouped:
        shares = ["".join(shares), *[""] * (before - 1)]
        shares[0] = f"{int(shares[0]):,}".replace(",", _THOUSANDS) if shares[0] else ""
    fraction = iter(part)
    written = []
    seen = 0
    for token in section:
        if token.kind == "digit":
            written.append(shares[seen] if seen < before else next(fraction, ""))
            seen += 1
        elif token.kind == "literal" or token == _Token("mark", "%"):
            written.append(token.text)
        elif token == _Token("mark", "."):
            written.append("." if part else "")
    return "".join(written).strip()


def _date(serial: float, section: Sequence[_Token], code: str, *, from_1904: bool) -> str:
    if not 0 <= serial < _LAST_DAY:
        return shown_number(serial)
    days = serial + 1 if not from_1904 and serial < _LEAP_BUG else serial
    fraction = any(token == _Token("mark", ".") for token in section)
    seconds = round(days * 86400, 3 if fraction else 0)
    at = (_EPOCH_1904 if from_1904 else _EPOCH_1900) + timedelta(seconds=seconds)
    half_days = any(token.kind == "half" for token in section)
    russian = _RUSSIAN.search(code) is not None
    named = [token for token in section if token.kind in {"date", "elapsed", "half", "digit"}]
    written = []
    for token in section:
        if token.kind == "date":
            near = next(place for place, each in enumerate(named) if each is token)
            minutes = token.text[0] in "mM" and _is_minutes(named, near)
            alone = not any(each.text[0] in "dD" for each in named if each.kind == "date")
            written.append(
                f"{at.minute:0{min(len(token.text), 2)}d}"
                if minutes
                else _date_part(at, token.text.lower(), half_days, russian, alone)
            )
        elif token.kind == "elapsed":
            total = int(serial * 86400 + 0.5)
            unit = {"h": 3600, "m": 60, "s": 1}[token.text[0].lower()]
            written.append(str(total // unit).rjust(len(token.text), "0"))
        elif token.kind == "half":
            written.append("AM" if at.hour < 12 else "PM")  # noqa: PLR2004
        elif token.kind == "literal" or (token.kind == "mark" and token.text in "/.,"):
            written.append(token.text)
        elif token.kind == "digit":
            written.append(str(at.microsecond // 100_000))
    return "".join(written).strip()


def _is_minutes(named: Sequence[_Token], place: int) -> bool:
    """Return whether an `m` is of minutes: behind hours, or before seconds."""
    before = named[place - 1].text[0].lower() if place else ""
    after = named[place + 1].text[0].lower() if place + 1 < len(named) else ""
    return len(named[place].text) <= 2 and (before == "h" or after == "s")  # noqa: PLR2004


def _date_part(at: datetime, text: str, half_days: bool, russian: bool, alone: bool) -> str:  # noqa: FBT001
    letter, width = text[0], len(text)
    if letter == "m" and width >= _NAMED:
        months = (_LONE_MONTHS if alone else _MONTHS[1]) if russian else _MONTHS[0]
        name = months.split()[at.month - 1]
        return {3: name[:3], 5: name[0]}.get(width, name)
    if letter == "d" and width >= _NAMED:
        names = _SHORT_DAYS if width == _NAMED else _DAYS
        return names[russian].split()[at.weekday()]
    if letter == "y":
        return f"{at.year:04d}" if width >= _NAMED else f"{at.year % 100:02d}"
    hour = (at.hour % 12 or 12) if half_days else at.hour
    value = {"h": hour, "s": at.second, "m": at.month, "d": at.day}[letter]
    return f"{value:0{min(width, 2)}d}"
