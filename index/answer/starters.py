"""Questions to begin with, out of a collection's own documents, each of which they answer."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from index.text.scripts import script_of
from index.types import AnswerResult, Citation, Document, Starter

MOST_STARTERS = 3
MOST_DOCUMENTS = 9
"""So many of a collection's documents are looked at, from its first to its last."""

_MOST_ASKED = 8
"""How many questions are tried at most: each is an answer."""
_PER_DOCUMENT = 6
_SHORTEST, _LONGEST = 8, 90
"""A heading's length in characters, for a question to be made of it."""

_ASKS = re.compile(
    r"(?:how|what|when|where|who|whom|whose|which|why|can|may|do|does|is|are"
    r"|как|какой|какая|какое|какие|что|когда|где|куда|откуда|кто|кого|кому|чей|почему|зачем|сколько"
    r"|можно ли)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*(?:[\dIVX]+[.)]\s*)+|^\s*(?:§|№)\s*\d+\s*")
_RUSSIAN_NAME = re.compile(
    r"\b(?!\w+вич\b)[А-ЯЁ][а-яё]+[бвгджзйклмнпрстфхцчшщ]"
    r" [А-ЯЁ][а-яё]+(?:ов|ев|ёв|ин|ын|ский|цкий|енко|чук|юк|ян)\b"
    r"|\b[А-ЯЁ][а-яё]+[ая] [А-ЯЁ][а-яё]+(?:ская|цкая)\b"
)
"""Names of people in the nominative, as far as their endings tell it from other cases."""
_ENGLISH_NAME = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]{2,}(?=, (?:an? |the |our )?[a-z])")
"""Names that what they are is put beside: Anna Smirnova, head of the port."""

_LATIN = dict(
    zip(
        "абвгдезийклмнопрстуфхцчшщъыьэюяё",
        ["a", "b", "v", "g", "d", "e", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t",
         "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "yo"],
        strict=True,
    )
) | {"ж": "zh"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Candidate:
    question: str
    document: Document


def find_starters(
    documents: Sequence[Document], *, language: str, ask: Callable[[str], AnswerResult]
) -> tuple[Starter, ...]:
    """Return a few questions that `ask` answers, each out of the document that it was made of.

    Of documents that are much alike, one of the same title may answer in its place.
    They are in the language that their document is in, but for names, which are written in that of
    who asks, `language`.
    """
    found: list[Starter] = []
    for candidate in islice(_in_turn(documents, language=language), _MOST_ASKED):
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
        list(islice(dict.fromkeys(questions_of(document, language=language)), _PER_DOCUMENT))
        for document in documents
    ]
    for turn in range(_PER_DOCUMENT):
        for document, questions in zip(documents, of_each, strict=True):
            if turn < len(questions) and questions[turn] not in asked:
                asked.add(questions[turn])
                yield _Candidate(questions[turn], document)


def questions_of(document: Document, *, language: str) -> Iterator[str]:
    """Yield what might be asked of a document: by its headings, and by who is named in it."""
    yield from _by_headings(document)
    for match in _RUSSIAN_NAME.finditer(document.text):
        if language == "en":
            yield f"Who is {_in_latin(match[0])}?"
        else:
            yield f"Кто {'такая' if match[0][-1] == 'я' else 'такой'} {match[0]}?"
    for match in _ENGLISH_NAME.finditer(document.text):
        yield f"Who is {match[0]}?"


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


def _in_latin(name: str) -> str:
    letters = "".join(
        _LATIN.get(letter, letter)
        if letter.islower()
        else _LATIN[letter.lower()].capitalize()
        if letter.lower() in _LATIN
        else letter
        for letter in name
    )
    return re.sub(r"(?:iy|yy)\b", "y", letters)
