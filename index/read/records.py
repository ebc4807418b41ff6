"""Which lines of a text are records, and which only where a paragraph was wrapped.

Lines are records where they look like it: they begin with a bullet, a number, a date or a key, have
the same separators, or break off well before the margin while the next one begins anew.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from index.read.blocks import lines, trim
from index.text.languages import LANGUAGES, any_of
from index.text.scripts import SMALL
from index.types import Span

_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)*")
_QUESTION = any_of(language.documents.questions for language in LANGUAGES)
_MARKED = re.compile(
    r"(?:\*{2,8}|[-*+•–—▪◦·‣●○■□►➢✓✔☐☑✗]|\(?\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3})+[.)]?"
    rf"|[{SMALL}]\)|\([{SMALL}]\)"
    rf"|\[\^?\w{{1,9}}\]:?|{_QUESTION}[:.])[ \t]+\S"
)
_STAMPED = re.compile(
    r"[\[(]?(?:\d{4}[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./]\d{2,4}|\d\d?:\d\d)(?!\d)"
    r"|[\[(]?(?:\w{3},? )?(?:\d\d? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d"
)
_PAIR = re.compile(
    r"[\"']?[^\W_](?:[^\s=:|,;!?]|[ \t](?![=:])){0,39}[ \t]*(?:[:=-]?=>?|->|→|:(?=\s|$))"
)
_CODE = re.compile(
    r".*(?:[{};]|\)[:{,]?|[\])},])$|[{}\])]|(?:#|//|/\*|--) ?\S"
    r"|(?:def|class|return|import|from|async|await|fn|func|function|var|let|const|public|private|static"
    r"|export|elif|else:|try:|end|SELECT|INSERT|UPDATE|CREATE|DROP|ALTER|GRANT)\b.*[\w\])\"':,]$"
)
_SEPARATORS = ("\t", "|", ";", ",")
_LEAST_COMMAS = 2
_SENTENCE_END = re.compile(r"[.!?…][\"'»”’)\]]*$")
_GOES_ON = re.compile(r"(?:[,&/(«–—]|\w-)$")
_LETTER = re.compile(r"\w")

_TAIL = 40
"""Enough to see how a line ends."""
_SHARE = 0.6
_FEWEST_LINES = 2
_NARROWEST = 45
"""Nobody wraps prose at fewer characters: what breaks off before is no wrapped line."""
_SHORT = 0.6
"""A line that would still be shorter than this share of the widest with the next one's first word
was not wrapped."""
_LINKING = frozenset(word for each in LANGUAGES for word in each.function_words.split())


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without the white space around it, of which `indent` is before it.

    `content` is without what quotes it, too.
    """

    span: Span
    content: str
    indent: int
    broken: bool
    """Whether it ends as Markdown has it where the next line is to stand below."""

    @property
    def starts_small(self) -> bool:
        """Return whether it begins with a small letter, as what goes on does."""
        letter = _LETTER.search(self.content)
        return letter is not None and letter.start() <= 1 and letter.group().islower()

    @property
    def ends_sentence(self) -> bool:
        """Return whether a full stop or its like is its end."""
        return _SENTENCE_END.search(self.content[-_TAIL:]) is not None

    @property
    def goes_on(self) -> bool:
        """Return whether it ends as no record does: in a comma, a hyphen, a preposition."""
        tail = self.content[-_TAIL:]
        *_, word = tail.split() or [""]
        return word in _LINKING or _GOES_ON.search(tail) is not None


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that belong together, trimmed: a record is one unit, else they are prose."""

    span: Span
    is_record: bool


def runs_of_lines(text: str, span: Span) -> list[Run]:
    """Return the runs of lines of `text` within `span` that belong together, in order."""
    found = [line for line in _lines(text, span) if line.content]
    if not found:
        return []
    starts, are_records = _starts(found)
    firsts = [place for place, begins in enumerate(starts) if begins]
    return [
        Run(Span(found[first].span.start, found[last - 1].span.end), are_records)
        for first, last in pairwise([*firsts, len(found)])
    ]


def _lines(text: str, span: Span) -> Iterator[_Line]:
    for line in lines(span.cut(text)):
        whole = Span(span.start + line.start, span.start + line.end)
        inner = trim(text, whole)
        quoted = _QUOTED.match(text, whole.start, whole.end)
        content = text[quoted.end() if quoted else whole.start : inner.end].strip()
        content = content or inner.cut(text)
        after = text[inner.end : whole.end].rstrip("\r\n")
        yield _Line(
            inner, content, inner.start - whole.start, "  " in after or content.endswith("\\")
        )


def _starts(found: Sequence[_Line]) -> tuple[list[bool], bool]:
    """Return of each line whether it begins a run, and whether the runs are records."""
    if len(found) == 1:
        return [True], False
    for looks, share in _LIKENESSES:
        like = [looks(line.content) for line in found]
        if sum(like) > 1 and sum(like) >= share * len(found):
            return _by_likeness(found, like, continues=share == 0), True
    if _is_table(found) or _is_short_list(found):
        # A rule between rows says nothing by itself.
        return [place == 0 or _says(line) for place, line in enumerate(found)], True
    return _by_margin(found)


def _is_marked(content: str) -> bool:
    return _MARKED.match(content) is not None


def _is_stamped(content: str) -> bool:
    return _STAMPED.match(content) is not None


def _is_pair(content: str) -> bool:
    return _PAIR.match(content) is not None


def _is_code(content: str) -> bool:
    return _CODE.match(content) is not None


_LIKENESSES = ((_is_marked, 0.0), (_is_stamped, 0.0), (_is_pair, _SHARE), (_is_code, _SHARE))
"""How the first line of a record looks, and the share of lines that must look so."""


def _says(line: _Line) -> bool:
    """Return whether there is a word or a number in a line."""
    return _LETTER.search(line.content) is not None


def _is_row(line: _Line) -> bool:
    """Return whether a line is a row in bars, and no rule between such."""
    return line.content.startswith("|") and line.content.count("|") > 1 and _says(line)


def _is_table(found: Sequence[_Line]) -> bool:
    """Return whether all lines but few have the same separators."""
    rows = [line for line in found if _says(line)]
    for separator in _SEPARATORS:
        counts = Counter(line.content.count(separator) for line in rows)
        usual, times = max(counts.items(), key=itemgetter(1), default=(0, 0))
        least = _LEAST_COMMAS if separator == "," else 1
        if usual >= least and times > _SHARE * len(rows):
            small = sum(line.starts_small for line in rows)
            ends = sum(line.goes_on or line.ends_sentence for line in rows)
            return separator != "," or max(small, ends) < (1 - _SHARE) * len(rows)
    return False


def _is_short_list(found: Sequence[_Line]) -> bool:
    """Return whether the lines are shorter than anyone wraps, and none says that it goes on."""
    short = len(found) > _FEWEST_LINES and _width(found) <= _NARROWEST
    return short and not any(
        line.ends_sentence or line.goes_on or line.content.startswith(":") for line in found
    )


def _by_likeness(found: Sequence[_Line], like: Sequence[bool], *, continues: bool) -> list[bool]:
    """Return which lines begin a record where some look like the first of one.

    Of others those that go on, or all after the first of the kind but the rows of a table where it
    `continues`, are the rest of the record before.
    """
    starts = [True]
    known = like[0]
    for place in range(1, len(found)):
        if like[place]:
            starts.append(True)
        elif known and continues:
            broken = found[place - 1].broken and found[place].indent == 0
            starts.append(broken or _is_row(found[place]))
        elif known:
            deeper = found[place].indent > found[place - 1].indent
            starts.append(not (deeper or _joined(found[place - 1], found[place])))
        else:
            starts.append(_is_cut(found, place, wide=_width(found)))
        known = known or like[place]
    return starts


def _by_margin(found: Sequence[_Line]) -> tuple[list[bool], bool]:
    """Return which lines begin a run where nothing but where they end can tell; as `_starts`."""
    wide = _width(found)
    places = range(1, len(found))
    free = [place for place in places if not found[place - 1].ends_sentence]
    cut = [place for place in free if _is_cut(found, place, wide=wide)]
    # Of records as long as each other none ends where there was room; but they end alike.
    alike = len(free) == len(found) - 1 > 1 and not found[-1].ends_sentence
    small = any(_joined(found[place - 1], found[place]) for place in free)
    if len(cut) > len(free) / 2 or (alike and not small):
        return [True, *(not _joined(found[place - 1], found[place]) for place in places)], True
    # Where a sentence ends too, a run may end wherever there was room.
    widths = (wide if found[place - 1].ends_sentence else wide * _SHORT for place in places)
    cuts = (_is_cut(found, place, wide=width) for place, width in zip(places, widths, strict=True))
    return [True, *cuts], False


def _width(found: Sequence[_Line]) -> float:
    return max(_NARROWEST, *(len(line.content) for line in found))


def _joined(line: _Line, following: _Line) -> bool:
    """Return whether a line goes on in the following one, wherever its margin is."""
    if line.broken:
        return False
    definition = following.content.startswith(": ")
    return definition or line.goes_on or (following.starts_small and not line.ends_sentence)


def _is_cut(found: Sequence[_Line], place: int, *, wide: float) -> bool:
    """Return whether the line before `place` ends where there was room for the next word."""
    line, following = found[place - 1], found[place]
    if line.broken:
        return True
    needed = len(line.content) + 1 + len(following.content.split(maxsplit=1)[0])
    return needed <= wide and not _joined(line, following)
