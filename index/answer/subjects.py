"""Whether a sentence says what is asked, but of another thing.

"The boiler was repaired by Stan Veil" has all of *who repaired the pump* but the pump, and is read
as its answer. Asked who repaired the boiler, a reader is surer of it by far: so the question is
read once more with the sentence's own word in the place of the one that it lacks. A sentence that
answers that much better is about another thing, unless the two words mean the same. Where the
reader holds the sentence for the answer it has mostly told the two apart, and is asked again only
of one thing that the passage speaks of elsewhere, with one word of the sentence's own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from index.answer.form.contrasts import MOMENT, are_opposites
from index.answer.kinds import FORMS
from index.answer.nearest import NearPassage, QuestionParts
from index.encode.protocols import AskedWord, Comprehender, Encoders, SparseEncoder
from index.text.analysis import Token, tokenize
from index.text.languages import LANGUAGES, any_of

LEAST_TOLD = 0.0
"""The log odds from which on reading itself says that a sentence answers."""

LEAST_RISE = 1.1
"""By how much surer, in log odds, a sentence about another thing answers when asked about that,
where its passage speaks of the thing asked about, or that has a name which no document has."""

LEAST_RISE_AFAR = 3.0
"""The same where less speaks for it: the passage does not have that thing, it is called by several
words, the sentence lacks the question's verb too, or only points to what it is about; or reading is
sure that it answers."""

OF_ANOTHER = 0.003
"""What is left to a sentence about another thing: less than the surest reading makes up."""

AGAINST = 0.3
"""What of a sentence about another thing speaks for no answer: then one below it seldom has any."""

ALIKE = 0.9
"""The cosine from which on two words may mean the same, by the encoder that ships: дом, здание."""

_LONGEST = 3
"""In words that count, of what is put in another's place."""

_MOST_AFAR = 2
"""The same of what a passage does not speak of, and is no name: more words, and a verb besides, may
be another way to say it all."""

_MOST_READ = 3
"""How many times a question is read anew for a sentence."""

POINTING = re.compile(
    rf"(?<![^\W_]){any_of(language.grammar.pointing for language in LANGUAGES)}(?![^\W_])",
    re.IGNORECASE,
)
"""A word that takes up what was named before: it, his, the latter."""
_ACT = re.compile(any_of(language.grammar.acts for language in LANGUAGES))
_WHETHER_ONE = re.compile(
    rf"(?:{any_of(language.asking.polar for language in LANGUAGES)})\W+"
    rf"{any_of(language.asking.anyone for language in LANGUAGES)}(?![^\W_])",
    re.IGNORECASE,
)
_BORDER = re.compile(r"[.,;:()!?\n]")
_QUOTES = "«\"“„'‘"


@dataclass(frozen=True, slots=True)
class Lacking:
    """The one thing of a question that a sentence lacks: its words, and the question around it.

    What is done with it is `said_otherwise` where the sentence lacks the question's verb too.
    """

    words: Sequence[AskedWord]
    before: str
    text: str
    after: str
    is_name: bool
    said_otherwise: bool

    def in_any(self, terms: Iterable[frozenset[str]]) -> bool:
        """Return whether what is found by `terms` has something of it."""
        return any(not each.isdisjoint(word.ways) for each in terms for word in self.words)

    def asked_of(self, other: str) -> str:
        """Return the question with another thing in its place."""
        return f"{self.before}{other}{self.after}"


@dataclass(frozen=True, slots=True)
class _Counterpart:
    """What a sentence may say it of: by words of its own, or such as it only points to."""

    text: str
    pointed: bool


def is_of_another(
    asked: QuestionParts,
    near: NearPassage,
    number: int,
    *,
    comprehender: Comprehender,
    encoders: Encoders,
) -> bool:
    """Return whether a sentence of a passage, by its number, speaks of another thing."""
    lacking = _lacking(asked, near, number)
    if lacking is None:
        return False
    is_here = lacking.in_any(near.terms[other] for other in near.stated if other != number)
    is_vague = lacking.said_otherwise or len(lacking.words) > _MOST_AFAR
    if is_vague and not (is_here or lacking.is_name):
        return False
    is_unknown = lacking.is_name and not any(word.ways for word in lacking.words)
    is_plain = (is_here or is_unknown) and len(lacking.words) == 1 and not lacking.said_otherwise
    is_sure = near.read.answers[number] >= LEAST_TOLD
    if is_sure and not (is_plain and is_here):
        return False
    # The surer reading is of the sentence as it stands, the more is asked for.
    least_near = min(LEAST_RISE_AFAR, max(LEAST_RISE, 2 * near.read.answers[number]))
    for other in islice(_counterparts(lacking, asked, near, number, encoders.sparse), _MOST_READ):
        if is_sure and (other.pointed or len(other.text.split()) > 1):
            continue
        (read,) = comprehender.read(question=lacking.asked_of(other.text), texts=[near.text])
        rise = read.answers[number] - near.read.answers[number]
        if rise >= (least_near if is_plain and not other.pointed else LEAST_RISE_AFAR):
            one, two = encoders.dense.encode_passages([lacking.text, other.text])
            if one @ two < ALIKE:
                return True
    return False


def _lacking(asked: QuestionParts, near: NearPassage, number: int) -> Lacking | None:
    """Return what a sentence lacks of a question where that is one thing, None otherwise.

    No number is, and no moment: whether one rules out another is told by their names.
    """
    held = near.terms[number] | near.about
    words: dict[int, AskedWord] = {}
    for word in asked.words:
        words.setdefault(word.start, word)
    said = tokenize(asked.text)
    lacks = [
        token for token in said if token.start in words and held.isdisjoint(words[token.start].ways)
    ]
    # What stands next to the word that asks is what is done, or the kind of what is asked for; who
    # it is that asks whether he may stands between.
    first = 2 if _WHETHER_ONE.match(asked.text) else 1
    verb = lacks[:1] if said[first : first + 1] == lacks[:1] and said[0].function else []
    return in_a_row(lacks[len(verb) :], asked, said_otherwise=bool(verb))


def in_a_row(row: Sequence[Token], asked: QuestionParts, *, said_otherwise: bool) -> Lacking | None:
    """Return some words of a question, which count, as one thing, where they are that."""
    if not row or len(row) > _LONGEST or any(map(_is_no_thing, row)):
        return None
    text = asked.text[row[0].start : row[-1].end]
    place = re.search(rf"(?<!\w){re.escape(text)}(?!\w)", asked.asks)
    apart = any(asked.text[one.end : other.start].strip() for one, other in pairwise(row))
    if place is None or apart:
        return None
    starts = {token.start for token in row}
    return Lacking(
        words=[word for word in asked.words if word.start in starts],
        before=asked.asks[: place.start()],
        text=text,
        after=asked.asks[place.end() :],
        is_name=any(token.capital and token.start > 0 for token in row),
        said_otherwise=said_otherwise,
    )


def _is_no_thing(word: Token) -> bool:
    return any(form.fullmatch(word.word) for form in (MOMENT, FORMS.number))


def _counterparts(
    lacking: Lacking, asked: QuestionParts, near: NearPassage, number: int, sparse: SparseEncoder
) -> Iterator[_Counterpart]:
    """Yield what a sentence may speak of in place of what it lacks.

    That stands beside its words of the question. Where the sentence points to something before, it
    may be what the one before it speaks of, unless that or the next one has what is lacking.
    """
    sentence = near.hit.sentences[number].quote
    pointing = POINTING.search(sentence)
    # A name that stands beside is meant itself.
    end = len(sentence) if pointing is None or lacking.is_name else pointing.start()
    seen = set[int]()
    for row in beside(lacking, asked, sentence, near.words[number], end=end):
        if row[0].start not in seen and not (
            _are_done(row, lacking, asked) or may_mean_the_same(row, lacking, asked, sparse)
        ):
            seen.add(row[0].start)
            yield _Counterpart(text_of(row, sentence), pointed=False)
    before = range(max(0, number - 2), number)
    if pointing is None or not before or lacking.in_any(near.terms[each] for each in before):
        return
    previous = near.hit.sentences[number - 1].quote
    for word in near.words[number - 1]:
        if not word.function and _fits(word, previous, lacking, asked):
            row = [word]
            if not (
                _are_done(row, lacking, asked) or may_mean_the_same(row, lacking, asked, sparse)
            ):
                yield _Counterpart(text_of(row, previous), pointed=True)


def beside(
    lacking: Lacking, asked: QuestionParts, sentence: str, words: Sequence[Token], *, end: int
) -> Iterator[list[Token]]:
    """Yield the words in a row, from the nearest on, beside each that the question has too.

    What stands behind a number is counted, where the question asks how many. They are some of
    the `words` of the sentence, before the character `end` of it, with no border between.
    """
    content = [word for word in words if not word.function]
    for place, word in enumerate(content):
        before, behind = content[:place][::-1], content[place + 1 :]
        if asked.type == "number" and word.word[0].isdecimal():
            before = []
        elif not asked.holds(word):
            continue
        for side in (before, behind):
            row: list[Token] = []
            for each in side[:_LONGEST]:
                beside = row[-1] if row else word
                between = sentence[min(beside.end, each.end) : max(beside.start, each.start)]
                if (
                    each.start >= end
                    or not _fits(each, sentence, lacking, asked)
                    or (between.strip() if row else _BORDER.search(between))
                ):
                    break
                row.append(each)
            if row:
                yield row


def _fits(word: Token, sentence: str, lacking: Lacking, asked: QuestionParts) -> bool:
    """Return whether a word of a sentence may stand in the place of what is lacking.

    A name may where a name lacks, and none where a common word does, which may well mean who bears
    the name; of the first word of a sentence nobody can tell, unless what follows may point to
    the name.
    """
    if asked.holds(word) or not word.word.isalpha() or _is_no_thing(word):
        return False
    if word.start == 0:
        return not lacking.is_name or POINTING.search(sentence) is None
    return (word.capital or sentence[word.start - 1] in _QUOTES) is lacking.is_name


def text_of(row: Sequence[Token], sentence: str) -> str:
    """Return what a sentence has from the first of some words to the last."""
    start, end = min(word.start for word in row), max(word.end for word in row)
    return sentence[start:end]


def _said(lacking: Lacking, asked: QuestionParts) -> list[str]:
    return [asked.text[word.start : word.end] for word in lacking.words]


def _are_done(row: Sequence[Token], lacking: Lacking, asked: QuestionParts) -> bool:
    """Return whether both tell what is done: that is said in many ways, so nobody can tell."""
    return any(map(_ACT.fullmatch, _said(lacking, asked))) and any(
        _ACT.fullmatch(token.word) for token in row
    )


def may_mean_the_same(
    row: Sequence[Token], lacking: Lacking, asked: QuestionParts, sparse: SparseEncoder
) -> bool:
    """Return whether a word may be translated as one of those that lack, or as a translation is.

    Bannard & Callison-Burch 2005, Paraphrasing with bilingual parallel corpora. And what is open
    until nine closes then.
    """
    said = _said(lacking, asked)
    if any(are_opposites(word, token.word) for word in said for token in row):
        return True
    meant = {each.stem for token in row for each in sparse.translations(token.word)}
    for word in said:
        ways = sparse.translations(word)
        back = (other for each in ways for other in sparse.translations(each.stem))
        if not meant.isdisjoint(each.stem for each in (*ways, *back)):
            return True
    return False
