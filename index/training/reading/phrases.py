"""Phrases of a sentence with their counterparts in its translation, found by aligning words.

A phrase is taken where nothing speaks against it: its words are linked one to one, none of them
beyond the counterpart and none of that beyond the phrase (Och and Ney 2004, *The Alignment
Template Approach*), and the words that border on either are linked elsewhere or carry no content.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.training.reading.lexicon import Lexicon, Word, sound_alike, word_lists
from index.training.reading.linking import Links, Sentence
from index.types import Span

MOST_WORDS = 6
CERTAIN_END = 0.15
CERTAIN_WORD = 0.3
"""How sure the link of a thing that is one word by itself has to be."""
MOST_NAMES = 3
LONGEST_WORD = 40
SURE_NAME = 0.5
"""From which certainty on a name or a number may border on what is linked with nothing."""
MOST_COUNT = 1500
"""What is said oftener, in one word, is nothing to ask for."""

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:[.,]\d+)?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_ACTION = re.compile(
    r"(?:[аеиоуыя]ть|ти|чь|ться|[аеёиуыя]л[аои]?|[аеиоуыя]л[аои]?с[ья]|[еёи]т|[уюая]т|[еиуюая]тся|ешь"
    r"|ете|[иай]те|емся|имся|[аяи]в|вшись|аясь|[аеё]н[аоы]?|[аи]я)$"
)
_ADJECTIVE = re.compile(
    r"(?:[ыио]й|[ая]я|[ое]е|[ыи]е|[ое]го|[ое]му|[ыи]м|[ыи]х|[ую]ю|[ыи]ми|ей|[ыи]мися)$"
)
_NOUN_LIKE_ADJECTIVE = re.compile(
    r"(?:[нт]и[еяй]|ци[яийею]|ци[ею]й|и[яюе]|стей|лей|телей|рий|логи[яий])$"
)
_BETWEEN = frozenset({" ", "-"})
_INNER_RUSSIAN = frozenset("и по для де года году г".split())
_INNER_ENGLISH = frozenset("of the and for".split())
_YEARS = frozenset("год года году годом г".split())
_PAIRED = frozenset({"and", "и"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a sentence and its translation both say: where in each, and what kind of thing it is.

    `stems` are those of its words in each language, in order.
    """

    spans: tuple[Span, Span]
    stems: tuple[str, str]
    kind: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A phrase in one of the languages, and the word before it where only a space is between."""

    text: str
    all: list[Word]
    first: int
    last: int

    @property
    def words(self) -> list[Word]:
        return self.all[self.first : self.last + 1]

    @property
    def content(self) -> list[Word]:
        return [word for word in self.words if not word.is_function]

    @property
    def before(self) -> Word | None:
        word = self.all[self.first - 1] if self.first else None
        return word if word and self._near(word, self.all[self.first]) else None

    @property
    def behind(self) -> Word | None:
        word = self.all[self.last + 1] if self.last + 1 < len(self.all) else None
        return word if word and self._near(self.all[self.last], word) else None

    def _near(self, one: Word, other: Word) -> bool:
        return self.text[one.end : other.start] in _BETWEEN

    def goes_on(self) -> bool:
        """Return whether more of a word, a name or a number stands on at either end."""
        words = self.words
        before, behind = (
            self.text[max(0, words[0].start - 1) : words[0].start],
            self.text[words[-1].end : words[-1].end + 2],
        )
        return bool(re.match(r"[\w/\\@#$\-–_.+*:`'’<\[{=]", before)) or bool(
            re.match(r"[/\\@_\-–%°+*`'’(=>\]}]|[.:,]\w", behind)
        )


def phrases_of(sentence: Sentence, lexicon: Lexicon) -> list[Phrase]:
    """Return the phrases that can be asked for and pointed at in either language."""
    back = {place: at for at, (place, _) in sentence.links.items()}
    stems = [f" {' '.join(word.stem for word in side)} " for side in sentence.words]
    titled = _is_title(sentence.words[0])
    found = []
    for first, last in _spans(sentence):
        counterpart = _counterpart(sentence, back, first, last)
        if counterpart is None:
            continue
        parts = (
            _Part(sentence.texts[0], sentence.words[0], first, last),
            _Part(sentence.texts[1], sentence.words[1], *counterpart),
        )
        kind = _kind(parts, sentence.links, lexicon)
        if kind is None or (titled and kind in ("name", "thing")):
            continue
        own = [" ".join(word.stem for word in part.words) for part in parts]
        if any(text.count(f" {each} ") != 1 for text, each in zip(stems, own, strict=True)):
            continue
        spans = [Span(part.words[0].start, part.words[-1].end) for part in parts]
        found.append(Phrase((spans[0], spans[1]), (own[0], own[1]), kind))
    return found


def _is_title(words: Sequence[Word]) -> bool:
    """Return whether all words have capitals, so that a capital says nothing."""
    content = [word for word in words[1:] if not word.is_function and not word.is_number]
    return sum(word.text[0].isupper() for word in content) > 0.7 * len(content)


def _spans(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of the English words that can be a phrase."""
    text, words = sentence.texts[0], sentence.words[0]
    for first, word in enumerate(words):
        if word.is_function or sentence.links.get(first, (0, 0.0))[1] < CERTAIN_END:
            continue
        for last in range(first, min(len(words), first + MOST_WORDS)):
            if last > first:
                between = text[words[last - 1].end : words[last].start]
                if between not in _BETWEEN and not (between == ", " and words[last].is_number):
                    break
            if words[last].is_function:
                if words[last].text not in _INNER_ENGLISH:
                    break
                continue
            if last not in sentence.links:
                break
            if sentence.links[last][1] >= CERTAIN_END:
                yield first, last


def _counterpart(
    sentence: Sentence, back: dict[int, int], first: int, last: int
) -> tuple[int, int] | None:
    """Return the first and the last Russian word of a phrase, None where any of it is unsure."""
    words, text = sentence.words[1], sentence.texts[1]
    linked = [
        sentence.links[at][0]
        for at in range(first, last + 1)
        if not sentence.words[0][at].is_function
    ]
    low, high = min(linked), max(linked)
    if high - low >= MOST_WORDS or words[low].is_function or words[high].is_function:
        return None
    for place in range(low, high + 1):
        beyond = not first <= back[place] <= last if place in back else False
        if beyond or (place not in back and words[place].text not in _INNER_RUSSIAN):
            return None
        if place > low and text[words[place - 1].end : words[place].start] not in _BETWEEN:
            return None
    part = _Part(text, words, low, high)
    sure = all(
        (word.text[0].isupper() or word.is_number) and sentence.links[back[place]][1] >= SURE_NAME
        for place, word in enumerate(part.words, low)
        if place in back
    )
    borders = ((low - 1, part.before), (high + 1, part.behind))
    loose = any(
        word and place not in back and not word.is_function and word.text not in _YEARS
        for place, word in borders
    )
    return (low, high) if sure or not loose else None


def _kind(parts: tuple[_Part, _Part], links: Links, lexicon: Lexicon) -> str | None:
    """Return what a phrase is, None where it is nothing to ask for."""
    ours, theirs = parts
    if any(
        len(word.text) > LONGEST_WORD or "_" in word.text for word in (*ours.words, *theirs.words)
    ):
        return None
    if ours.goes_on() or theirs.goes_on():
        return None
    if any(word.is_number for part in parts for word in part.words):
        return _numbered(ours, theirs, links, lexicon)
    if any(re.search("['’]", part.words[-1].text) for part in parts):
        return None
    if all(word.text[0].isupper() for word in ours.content):
        whole = _is_whole(ours, theirs, links, lexicon)
        return _named(ours, theirs, links, lexicon) if whole else None
    return _thing(ours, theirs, links, lexicon)


def _numbered(ours: _Part, theirs: _Part, links: Links, lexicon: Lexicon) -> str | None:
    digits = [sorted(word.text for word in part.words if word.is_number) for part in (ours, theirs)]
    if digits[0] != digits[1]:
        return None
    if len(ours.words) == len(theirs.words) == 1:
        return _number(ours)
    if any(map(_month, ours.words)):
        return "date" if _is_date(ours, theirs) else None
    numbered = ours.words[0].is_number and theirs.words[0].is_number and len(digits[0]) == 1
    if not numbered or _YEAR.fullmatch(digits[0][0]):
        return None
    one, other = ours.words[:2]
    apart = ours.text[one.end : other.start] == " " and not other.text[0].isupper()
    whole = (
        apart and len(ours.content) == len(ours.words) and len(theirs.content) == len(theirs.words)
    )
    return "amount" if whole and _ends_well(ours, theirs, links, lexicon) else None


def _number(ours: _Part) -> str | None:
    """Return the kind of a number by itself, None where it is part of a date or of a name."""
    before = ours.before
    named = before is not None and before.text[0].isupper() and ours.first > 1
    if named or _month(before) or _month(ours.behind):
        return None
    if not _NUMBER.fullmatch(ours.words[0].text):
        return None
    return "year" if _YEAR.fullmatch(ours.words[0].text) else "number alone"


def _is_date(ours: _Part, theirs: _Part) -> bool:
    known = word_lists()["ru dates"]
    fine = all(word.is_number or _month(word) for word in ours.words) and all(
        word.is_number or word.text.lower() in known for word in theirs.words
    )
    # Half a date is none.
    edges = [ours.before, ours.behind]
    if ours.text[ours.words[-1].end :].startswith(", ") and ours.last + 1 < len(ours.all):
        edges.append(ours.all[ours.last + 1])
    return fine and not any(_month(word) or (word and word.is_number) for word in edges)


def _month(word: Word | None) -> bool:
    return word is not None and word.text.lower() in word_lists()["en months"]


def _starts_well(ours: _Part, theirs: _Part, links: Links, lexicon: Lexicon) -> bool:
    """Return whether what stands before a phrase may stand before a noun, and before no verb."""
    before = ours.before
    if before is None:
        return True
    if before.text.lower() in word_lists()["en before verbs"]:
        return False
    return before.is_function or _is_verb(ours.first - 1, theirs, links, lexicon)


def _is_verb(at: int, theirs: _Part, links: Links, lexicon: Lexicon) -> bool:
    """Return whether an English word is a verb, by its Russian or by itself."""
    place = links.get(at, (-1, 0.0))[0]
    return place >= 0 and _is_action(theirs.all[place].text, lexicon)


def _ends_well(ours: _Part, theirs: _Part, links: Links, lexicon: Lexicon) -> bool:
    """Return whether a phrase is a noun's by what stands behind it and by its Russian endings."""
    behind = ours.behind
    if behind is not None:
        if behind.text.lower() in ("of", "and", "or"):
            return False
        verb = behind.text.lower() in word_lists()["en verbs"]
        if not (behind.is_function or verb or _is_verb(ours.last + 1, theirs, links, lexicon)):
            return False
    if any(_is_action(word.text, lexicon) for word in theirs.content):
        return False
    return not _is_adjective(theirs.words[-1].text)


def _is_whole(ours: _Part, theirs: _Part, links: Links, lexicon: Lexicon) -> bool:
    """Return whether no other word with a capital belongs to a name, but for a title before it."""
    for part in (ours, theirs):
        if part.behind is not None and part.behind.text[0].isupper():
            return False
        before = part.before
        if before is None or not before.text[0].isupper():
            continue
        if part.first == 1 and (before.is_function or not lexicon.is_proper(before.text)):
            continue
        title = links.get(part.first - 1) if part is ours else None
        if title is None or theirs.all[title[0]].text[0].isupper():
            return False
    return True


def _named(ours: _Part, theirs: _Part, links: Links, lexicon: Lexicon) -> str | None:
    big, bigger = ours.content, theirs.content
    calendar = word_lists()["en calendar"]
    if len(bigger) > len(big) + 1 or any(word.text.lower() in calendar for word in big):
        return None
    whole = all(word.text[0].isupper() for word in bigger)
    proper = all(lexicon.is_proper(word.text) for word in (*big, *bigger))
    alike = sound_alike(big[-1], bigger[-1])
    if len(big) == 1:
        word = big[0].text
        sure = alike or (not _is_adjective(bigger[0].text) and links[ours.first][1] >= CERTAIN_WORD)
        long = len(word) >= (2 if word.isupper() else 3)
        fine = proper and whole and len(bigger) == 1 and sure and long
    else:
        fine = bigger[0].text[0].isupper() and (ours.first > 0 or proper)
    if not fine:
        return None
    return _kind_of_name(ours, theirs, lexicon, proper=proper and whole, alike=alike)


def _kind_of_name(
    ours: _Part, theirs: _Part, lexicon: Lexicon, *, proper: bool, alike: bool
) -> str:
    met = [word.text.lower() in lexicon.people for word in ours.content]
    russian = not theirs.words[-1].text.isascii()
    person = proper and russian and len(ours.words) == len(theirs.words) <= MOST_NAMES
    person = person and (met[0] or met[-1])
    titled = ours.before is not None and ours.before.text[0].isupper()
    if person and (alike if len(met) > 1 else titled):
        return "person"
    before = [part.before.text.lower() if part.before else "" for part in (ours, theirs)]
    if russian and before[0] in ("in", "at", "from") and before[1] in ("в", "во", "на", "из"):
        return "place"
    return "one name" if person and len(met) == 1 else "name"


def _thing(ours: _Part, theirs: _Part, links: Links, lexicon: Lexicon) -> str | None:
    lists = word_lists()
    ends = [[part.words[at].text.lower() for at in (0, -1)] for part in (ours, theirs)]
    light = (*lists["en light"], *lists["en verbs"])
    if ends[0][0] in (*lists["en determiners"], *lists["en prepositions"]) or any(
        word in light for word in ends[0]
    ):
        return None
    if any(word in lists["ru light"] for word in ends[1]) or not _is_worth(ours, theirs):
        return None
    if not (
        _starts_well(ours, theirs, links, lexicon) and _ends_well(ours, theirs, links, lexicon)
    ):
        return None
    first = ends[0][0]
    if first in lists["en numerals"]:
        return "amount" if len(ours.words) > 1 and len(theirs.words) > 1 else None
    if len(ours.words) > 1:
        return "thing"
    often = lexicon.counts.get(first, 0) > MOST_COUNT or first.endswith(("ing", "ly", "ed"))
    unsure = len(theirs.words) > 1 or links[ours.first][1] < CERTAIN_WORD
    return None if often or unsure else "thing"


def _is_worth(ours: _Part, theirs: _Part) -> bool:
    """Return whether a phrase is Russian and one thing, not two, with no word more in Russian."""
    if all(word.text.isascii() for word in theirs.words):
        return False
    if any(word.text in _PAIRED for word in (*ours.words, *theirs.words)):
        return False
    return len(theirs.words) - len(theirs.content) <= len(ours.words) - len(ours.content)


def _is_adjective(word: str) -> bool:
    lower = word.lower()
    return bool(_ADJECTIVE.search(lower)) and not _NOUN_LIKE_ADJECTIVE.search(lower)


def _is_action(word: str, lexicon: Lexicon) -> bool:
    """Return whether a Russian word ends as verbs do and is hardly met behind a preposition."""
    lower = word.lower()
    if not _ACTION.search(lower):
        return False
    return lexicon.after.get(lower, 0) < 0.02 * lexicon.counts.get(lower, 1)
