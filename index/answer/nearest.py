"""The passages nearest to a question, read together with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from index.answer.kinds import expected_type, find_spans
from index.backend.derived import View
from index.encode.protocols import AskedWord, Comprehender, Comprehension, ReadText, SparseEncoder
from index.read.about import about, standing_of
from index.read.context import column_groups, column_names
from index.search.hits import FoundHits
from index.text.analysis import ANALYSIS, FOLDER, TITLE, Token, split_words
from index.text.dates import day_first
from index.text.quoted import find_quoted, stands_in
from index.types import AnswerType, Block, DocumentInfo, Hit, Span
from index.vectors import Vectors

NEAREST = 8
"""How many passages are read for the answer."""

MOST_MISSING = 10
_OPENING = 200
"""In how many characters a document says first of all that it holds no more."""

_BEFORE = 240
"""How many characters before a passage are read with it, so that what it takes up is known."""


@dataclass(frozen=True, slots=True)
class NearPassage:
    """A passage near to a question, what search found of it and what reading gave.

    `text` is what was read, and `read` what came of it. `cosines` float32[n] are those of its n
    sentences to the question; `words` are each sentence's, and `terms` what these are found by,
    `about` what its document's title and headings are.
    `stated` are the numbers of the sentences that say something: headings and the header rows of
    tables only name what stands below them. `rows` are the numbers of rows of tables, and `headers`
    what names the columns of those that have it.
    `standing` is what its document may say of whether it still holds, and `headings` what those do
    that it stands under or begins with; `opening` is what the document begins with below its title.
    """

    hit: Hit
    text: ReadText
    read: Comprehension
    cosines: Vectors
    words: tuple[Sequence[Token], ...]
    terms: tuple[frozenset[str], ...]
    stated: tuple[int, ...]
    about: frozenset[str] = frozenset()
    rows: frozenset[int] = frozenset()
    standing: str = ""
    headings: str = ""
    opening: str = ""
    headers: Mapping[int, str] = field(default_factory=dict)
    in_table: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionParts:
    """A question taken apart: its words that count, and the kind of answer it wants.

    That `type` is None where the question does not say. `asks` is `text` without the story before
    the question, in the words of the documents.
    """

    text: str
    words: Sequence[AskedWord]
    type: AnswerType | None
    asks: str

    def holds(self, token: Token) -> bool:
        """Return whether a word of a passage stands in the question too, in whatever language."""
        return any(term in word.ways for word in self.words for term in token.terms)

    def spans_in(self, sentence: str, words: Sequence[Token]) -> list[Span]:
        """Return what in a sentence, whose words are given, may be of the kind asked for."""
        if self.type is None:
            return []
        return find_spans(self.type, sentence, words=words, is_asked=self.holds)

    def is_strange_to(self, nearest: Sequence[NearPassage]) -> bool:
        """Return whether none of the passages has a bare word, or any word of a strange language.

        A question says by its other words what is meant; a bare word says nothing else. What is in
        letters that no language here has is like anything to an encoder.
        """
        said = split_words(self.text)
        bare = len(said) == len(self.words) == 1
        strange = 2 * sum(map(ANALYSIS.spells, said)) < len(said)
        met = _held(nearest)
        return (bare or strange) and not any(met.intersection(word.ways) for word in self.words)

    def missing_from(self, nearest: Sequence[NearPassage]) -> tuple[str, ...]:
        """Return words that stand in none of the passages, in whatever form; the first ten."""
        held = _held(nearest)
        missing = [word for word in self.words if not held.intersection(word.ways)]
        # The parts of an identifier that is missing are not what is missed.
        whole = [Span(word.start, word.end) for word in missing if word.designates]
        said = (
            self.text[word.start : word.end]
            for word in missing
            if not word.designates and not _within(word, whole)
        )
        return tuple(islice(said, MOST_MISSING))


def _held(nearest: Sequence[NearPassage]) -> frozenset[str]:
    """Return the terms of all that some passages say and stand under."""
    return frozenset[str]().union(
        *(terms for near in nearest for terms in near.terms), *(near.about for near in nearest)
    )


def _within(word: AskedWord, spans: Sequence[Span]) -> bool:
    return any(span.start <= word.start and word.end <= span.end for span in spans)


def read_nearest(
    found: FoundHits, *, view: View, comprehender: Comprehender, sparse: SparseEncoder
) -> tuple[QuestionParts, list[NearPassage]]:
    """Read a question and the nearest passages, of which there is one at least, closely."""
    hits, ranked = found.hits[:NEAREST], found.ranked[:NEAREST]
    asks = found.query.read_as or found.query.text
    asked = QuestionParts(
        text=found.query.text, words=found.query.sparse.words, type=expected_type(asks), asks=asks
    )
    structures = [_Structure.of(hit, view=view) for hit in hits]
    named = _named(hits, asked, view=view)
    texts = [
        each.to_read(hit, called=_called(hit, asked, view=view, sparse=sparse) or name)
        for hit, each, name in zip(hits, structures, named, strict=True)
    ]
    comprehended = comprehender.read(question=asks, texts=texts)
    sentences = view.sentences([passage.id for passage in ranked])
    # Where each passage has one sentence only there are no vectors, and so none of any length.
    vectors = sentences.vectors.reshape(-1, len(found.query.dense))
    nearest = []
    for place, (hit, passage) in enumerate(zip(hits, ranked, strict=True)):
        cosines = vectors[sentences.passages == passage.id] @ found.query.dense
        # A passage of one sentence has no vector for it: its own is that one's. One that the dense
        # half did not return is far from the question.
        if not len(cosines):
            cosines = np.array([passage.cosine or 0.0], np.float32)
        document = view.transaction.documents.get(hit.citation.document_id)
        language, habit = document.language, _habit(document, view)
        words = tuple(
            sparse.words(sentence.quote, language=language, day_first=habit)
            for sentence in hit.sentences
        )
        nearest.append(
            NearPassage(
                hit=hit,
                text=texts[place],
                read=comprehended[place],
                cosines=cosines,
                words=words,
                terms=tuple(frozenset(term for word in of for term in word.terms) for of in words),
                stated=structures[place].stated(hit),
                rows=frozenset(headers := structures[place].rows(hit)),
                headers={number: header for number, header in headers.items() if header},
                in_table=structures[place].in_table(hit),
                opening=structures[place].opening,
                standing=standing_of(document),
                headings=structures[place].headings(hit),
                about=frozenset(sparse.title_terms(about(document), language=language)).union(
                    *(
                        word.terms
                        for above in (hit.context, named[place])
                        for word in sparse.words(above, language=language)
                    )
                ),
            )
        )
    return asked, nearest


def _called(hit: Hit, asked: QuestionParts, *, view: View, sparse: SparseEncoder) -> str:
    """Return the title or folder of a hit's document that the question has the most words of.

    That is one of which its headings and text have fewer; "" where there is none.
    """
    document = view.transaction.documents.get(hit.citation.document_id)
    wanted = {term for word in asked.words for term in word.ways if term[0] in (TITLE, FOLDER)}
    below = {
        sign + word.stem
        for sign in (TITLE, FOLDER)
        for word in sparse.words(f"{hit.context}\n{hit.text}")
    }
    holding = {
        title: len(wanted.intersection(sparse.title_terms([title])).difference(below))
        for title in about(document)
    }
    best = max(holding, key=lambda title: holding[title])
    return " ".join(split_words(best)) if holding[best] else ""


def _named(hits: Sequence[Hit], asked: QuestionParts, *, view: View) -> list[str]:
    """Return what names the question quotes of each hit's document and the hit does not say.

    A document that has a name which is quoted is about it throughout, but for what stands under
    another one that is quoted.
    """
    quoted = [span.cut(asked.text) for span in find_quoted(asked.text)]
    names = [name for name in quoted if name[0].isupper()]
    if not names:
        return [""] * len(hits)
    # Each document is gone through once, however many of its passages are read.
    held: dict[str, list[str]] = {}
    for hit in hits:
        if hit.citation.document_id not in held:
            whole = view.text(view.transaction.documents.get(hit.citation.document_id)).text
            held[hit.citation.document_id] = [name for name in names if stands_in(name, whole)]
    own = [f"{hit.context}\n{hit.text}" for hit in hits]
    return [
        " ".join(
            name
            for name in held[hit.citation.document_id]
            if not (find_quoted(said) or stands_in(name, said))
        )
        for hit, said in zip(hits, own, strict=True)
    ]


def opening_of(hit: Hit, *, view: View) -> str:
    """Return what a hit's document begins with below its title; raises StoreError."""
    return _Structure.of(hit, view=view).opening


def _habit(document: DocumentInfo, view: View) -> bool | None:
    """Return whether a document writes the day before the month."""
    return day_first(view.text(document).text, language=document.language)


@dataclass(frozen=True, slots=True)
class _Structure:
    """A document's text, and the blocks of it that a passage is part of."""

    text: str
    blocks: tuple[Block, ...]
    opening: str
    tables: Counter[Span]
    groups: Mapping[Span, Span]

    @classmethod
    def of(cls, hit: Hit, *, view: View) -> "_Structure":
        document = view.transaction.documents.get(hit.citation.document_id)
        start, end = hit.citation.start, hit.citation.end
        blocks, text = view.transaction.documents.blocks(document), view.text(document).text
        held = tuple(block for block in blocks if block.span.end > start and block.span.start < end)
        first = next((block.span for block in blocks if block.kind != "heading"), Span(0, 0))
        tables = Counter(block.header for block in blocks if block.header is not None)
        opening = text[first.start : min(first.end, first.start + _OPENING)]
        return cls(text, held, opening, tables, column_groups(blocks))

    def to_read(self, hit: Hit, *, called: str) -> ReadText:
        """Return the passage below its headings and, where it goes on, what it goes on from.

        What its document is `called` in the question stands above all.
        """
        start = hit.citation.start
        first = self.blocks[0] if self.blocks else None
        before = "" if first is None or first.kind == "heading" else self._before(first, start)
        return ReadText(
            text=hit.text,
            sentences=tuple(Span(each.start - start, each.end - start) for each in hit.sentences),
            context="\n".join(filter(None, (called, hit.context, before.strip()))),
        )

    def _before(self, first: Block, start: int) -> str:
        """Return the end of what stands between the last heading and `start`."""
        section = first.headings[-1].end if first.headings else 0
        begin = max(section, start - _BEFORE)
        before = self.text[begin:start]
        return before if begin == section else before.partition(" ")[2]

    def stated(self, hit: Hit) -> tuple[int, ...]:
        """Return the numbers of the sentences that are neither a heading nor a table's header."""
        names = {block.span for block in self.blocks if block.kind == "heading"}
        names |= {block.header for block in self.blocks if block.header is not None}
        return tuple(
            number
            for number, sentence in enumerate(hit.sentences)
            if not any(name.start <= sentence.start and sentence.end <= name.end for name in names)
        )

    def headings(self, hit: Hit) -> str:
        """Return what stands above a hit, with the headings that it begins with."""
        own = self.blocks[-1].headings if self.blocks else ()
        return "\n".join([hit.context, *(each.cut(self.text) for each in own)])

    def in_table(self, hit: Hit) -> dict[int, int]:
        """Return of the rows that have a header how many the document has under it."""
        return {
            number: self.tables[block.header]
            for number, sentence in enumerate(hit.sentences)
            for block in self.blocks
            if block.header is not None
            and block.span.start <= sentence.start
            and sentence.end <= block.span.end
        }

    def rows(self, hit: Hit) -> dict[int, str]:
        """Return what names the columns of rows of tables, by their numbers, the header ones too.

        It is "" where nothing does.
        """
        rows = [block for block in self.blocks if block.kind == "table_row"]
        return {
            number: ""
            if block.header is None
            else column_names(self.text, block.header, self.groups)
            for number, sentence in enumerate(hit.sentences)
            for block in rows
            if block.span.start <= sentence.start and sentence.end <= block.span.end
        }
