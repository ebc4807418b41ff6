"""Questions to begin with, out of a collection's own documents, each of which they answer."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from index.text.dates import Dates, day_first
from index.text.languages import LANGUAGES, any_of
from index.text.scripts import LATIN, script_of
from index.types import AnswerResult, Citation, Document, Starter

MOST_STARTERS = 3
AT_ONCE = 9
"""So many of a collection's documents are looked at together, from its first to its last."""
MOST_DOCUMENTS = 10 * AT_ONCE
"""So many are looked at in all, where those before do not say enough."""

_MOST_ASKED = 8
"""How many questions are tried at most: each is an answer."""
_PER_DOCUMENT = 6
_READ = 50_000
"""So many characters of a document are searched for names."""
_SHORTEST, _LONGEST = 8, 90
"""A heading's length in characters, for a question to be made of it."""

_ASKS = re.compile(
    rf"{any_of(language.asking.interrogatives for language in LANGUAGES)}\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"^\s*(?:[\dIVX]+[.)]\s*)+|^\s*(?:§|№)\s*\d+\s*")
_DATES = Dates(LANGUAGES)
_NAMES = [
    (language.naming, re.compile(language.naming.person))
    # The first is the language of what is in no known one: another one's names are told before.
    for language in reversed(LANGUAGES)
    if language.naming.person
]


@dataclass(frozen=True, slots=True)
class _Candidate:
    question: str
    document: Document


def find_starters(
    documents: Callable[[], Iterable[Sequence[Document]]],
    *,
    language: str,
    ask: Callable[[str], AnswerResult],
) -> tuple[Starter, ...]:
    """Return a few questions that `ask` answers, each out of the document that it was made of.

    Documents come a few at a time, and only as long as there are too few questions. Of those that
    are much alike, one of the same title may answer in its place. Questions are in the language
    that their document is in, but for names, which are written in that of who asks, `language`.
    Where no heading and nobody named gives one, as in notes that are kept day by day, they are
    about the days that documents name.
    """
    by_content = chain.from_iterable(_in_turn(each, language=language) for each in documents())
    return _answered(by_content, ask) or _answered(_by_days(documents()), ask)


def _answered(
    candidates: Iterable[_Candidate], ask: Callable[[str], AnswerResult]
) -> tuple[Starter, ...]:
    found: list[Starter] = []
    for candidate in islice(candidates, _MOST_ASKED):
        answer = ask(candidate.question).answer
        if answer is None or not _is_of(candidate.document, answer.citation):
            continue
        found.append(Starter(candidate.question, answer.citation.document_id))
        if len(found) == MOST_STARTERS:
            break
    return tuple(found)


def _is_of(document: Document, citation: Citation) -> bool:
    return citation.document_id == document.document_id or citation.title == document.title


def _in_turn(documents: Sequence[Document], *, language: str) -> Iterator[_Candidate]:
    """Yield the first question of each document, then the second of each, each question once."""
    asked: set[str] = set()
    of_each = [
        list(islice(_each_once(questions_of(document, language=language)), _PER_DOCUMENT))
        for document in documents
    ]
    for turn in range(_PER_DOCUMENT):
        for document, questions in zip(documents, of_each, strict=True):
            if turn < len(questions) and questions[turn] not in asked:
                asked.add(questions[turn])
                yield _Candidate(questions[turn], document)


def _each_once(questions: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for question in questions:
        if question not in seen:
            seen.add(question)
            yield question


def questions_of(document: Document, *, language: str) -> Iterator[str]:
    """Yield what might be asked of a document: by its headings, and by who is named in it."""
    yield from _by_headings(document)
    asks = next((each for each in LANGUAGES if each.code == language), None)
    for naming, person in _NAMES:
        for match in person.finditer(document.text, 0, _READ):
            if asks is not None and asks.script is LATIN and naming.in_latin is not None:
                yield asks.naming.who_is(naming.in_latin(match[0]))
            else:
                yield naming.who_is(match[0])


def _by_days(documents: Iterable[Sequence[Document]]) -> Iterator[_Candidate]:
    """Yield what might be asked of each document about a day, each question once."""
    asked: set[str] = set()
    for document in chain.from_iterable(documents):
        question = day_question_of(document)
        if question is not None and question not in asked:
            asked.add(question)
            yield _Candidate(question, document)


def day_question_of(document: Document) -> str | None:
    """Return what happened on the first day that a document names, None where it names none."""
    language = next((each for each in LANGUAGES if each.code == document.language), None)
    if language is None or not language.what_happened:
        return None
    text = document.text[:_READ]
    for day in _DATES.find(text, day_first=day_first(text, language=document.language)):
        if day.whole and day.sure:
            return language.what_happened.format(" ".join(text[day.start : day.end].split()))
    return None


def _by_headings(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if block.kind != "heading":
            continue
        heading = " ".join(block.span.cut(document.text).strip("#*_ \t\r\n").split())
        plain = _NUMBERED.sub("", heading).rstrip(".:;")
        if not _SHORTEST <= len(plain) <= _LONGEST or plain == document.title:
            continue
        if plain.endswith("?"):
            yield plain
        elif _ASKS.match(plain):
            yield f"{plain}?"
        elif block.level > 1 and script_of(plain) is script_of(document.title):
            yield f"{document.title}: {plain[0].lower()}{plain[1:]}?"
