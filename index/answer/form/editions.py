"""Which of several editions holds: what says of itself that it does not yields to the others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from index.answer.form.stance import Stance
from index.answer.nearest import NearPassage, QuestionParts
from index.learned import Evidence
from index.read.about import STANDING
from index.text.analysis import tokenize
from index.text.languages import LANGUAGES, any_of

OUTDATED = 0.2
"""What is left to a sentence of a document that holds no more, beside others."""

REPLACED = 0.0003
"""What is left to it where what is called the same, but for years and the like, holds: less than
the surest reading makes up."""

AGAINST = 0.003
"""What of it speaks for no answer then: the edition that holds may say nothing of it."""

OTHER_EDITION = 0.2
"""What is left to a sentence of a document of other years than the one that is asked for."""

_WORDS = rf"{any_of(each.documents.outdated for each in LANGUAGES)}(?![^\W_])"
_OUTDATED = re.compile(rf"(?<![^\W_]){_WORDS}", re.IGNORECASE)
_IS = any_of(each.grammar.copulas for each in LANGUAGES)
_THIS = any_of(each.documents.this for each in LANGUAGES)
_NO_OTHER = rf"(?! {any_of(each.documents.of_another for each in LANGUAGES)}\b)"
# "Status: superseded by …", "This order is no longer in force"; not "Superseded is the order of …".
_OPENS = re.compile(
    rf"^\W*(?:(?:{'|'.join(STANDING)})\W{{1,3}})?(?:\w+ (?:\w+ )?{_IS} )?"
    rf"(?:{_THIS}(?: \w+){{0,3}} )?{_WORDS}{_NO_OTHER}",
    re.IGNORECASE | re.MULTILINE,
)
# "Third edition, 2021. Superseded by …": behind what the document is.
_GOES_ON = re.compile(rf"[.;:,—–(]\s+\(?{_WORDS}{_NO_OTHER}", re.IGNORECASE)
_REPLACES = re.compile(
    rf"(?<![^\W_]){any_of(each.documents.replaces for each in LANGUAGES)}(?![^\W_])", re.IGNORECASE
)
_EDITION = re.compile(
    rf"(?<![^\W_]){any_of(each.documents.editions for each in LANGUAGES)}(?![^\W_])", re.IGNORECASE
)
_PAST = re.compile(
    rf"(?<![^\W_]){any_of(each.asking.past for each in LANGUAGES)}(?![^\W_])", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class _Edition:
    """What a passage says of when it holds, and what it is called but for that.

    `document` and `section` are the same for what differs in years alone. It `is_replaced` where
    `by` is among what holds.
    """

    document: tuple[str, ...]
    section: tuple[str, ...]
    years: frozenset[str]
    is_outdated: bool
    is_section: bool

    @classmethod
    def of(cls, near: NearPassage) -> Self:
        """Return what the title, file name, status and opening of a document say, and headings."""
        document = _bare(near.hit.citation.title)
        outdated = says_outdated(near.standing, near.opening)
        return cls(
            document=document,
            section=(*document, "", *sorted({*_bare(near.headings)})),
            years=frozenset(_YEAR.findall(f"{near.standing}\n{near.headings}"))
            or _years_of_edition(near.opening),
            is_outdated=outdated or _OUTDATED.search(near.headings) is not None,
            is_section=not outdated,
        )

    @property
    def name(self) -> tuple[str, ...]:
        """Return what holds no more: a section by its headings, else a whole document."""
        return self.section if self.is_section else self.document


def edition_stance(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Stance:
    """Return how each sentence stands by its edition: 1 is left unless it holds no more.

    Whoever asks for what holds no more is given it, and so is who asks for it by its year.
    """
    editions = [_Edition.of(near) for near in nearest]
    shares, against = np.ones(len(evidence.places)), np.zeros(len(evidence.places))
    of_nearest = _of_years(asked, editions)
    if of_nearest is not None:
        shares *= [of_nearest[passage] for passage, _ in evidence.places]
    if of_nearest is not None or _OUTDATED.search(asked.text):
        return Stance(shares, against)
    holding = {
        name for each in editions if not each.is_outdated for name in (each.document, each.section)
    }
    for place, (passage, number) in enumerate(evidence.places):
        edition = editions[passage]
        if edition.is_outdated and edition.name in holding:
            shares[place], against[place] = REPLACED, AGAINST
        elif edition.is_outdated or _is_older(asked, nearest, editions, passage, number):
            shares[place] = OUTDATED
    return Stance(shares, against)


def says_outdated(standing: str, opening: str) -> bool:
    """Return whether title, file name and status, or the opening, say that a document is."""
    return (
        _OUTDATED.search(standing) is not None
        or _OPENS.search(opening) is not None
        or _outdated_behind(opening) is not None
    )


def _outdated_behind(opening: str) -> re.Match[str] | None:
    """Return where an opening goes on that it holds no more, behind which edition it is."""
    match = _GOES_ON.search(opening)
    if match is None or _EDITION.search(opening, 0, match.start()) is None:
        return None
    return None if _REPLACES.search(opening, 0, match.start()) else match


def _years_of_edition(opening: str) -> frozenset[str]:
    """Return the years of which an opening says that this edition is, not those of the next one."""
    outdated = _OUTDATED.search(opening)
    said = opening[: outdated.start()] if outdated else opening
    replaces = _REPLACES.search(said)
    said = said[: replaces.start()] if replaces else said
    return frozenset(_YEAR.findall(said)) if _EDITION.search(said) else frozenset()


def _bare(name: str) -> tuple[str, ...]:
    """Return the words of a name without what tells its editions apart."""
    tokens = tokenize(_EDITION.sub("", _OUTDATED.sub("", name)))
    return tuple(token.stem for token in tokens if token.word.isalpha() and not token.function)


def _of_years(asked: QuestionParts, editions: Sequence[_Edition]) -> list[float] | None:
    """Return what is left to each passage, None where none is of a year that is asked for."""
    years = set(_YEAR.findall(asked.text))
    if not any(years & each.years for each in editions):
        return None
    return [OTHER_EDITION if each.years and not years & each.years else 1.0 for each in editions]


def _is_older(
    asked: QuestionParts,
    nearest: Sequence[NearPassage],
    editions: Sequence[_Edition],
    passage: int,
    number: int,
) -> bool:
    """Return whether what is called the same but for a later year has as much of a question.

    Who asks for what is past may mean any year.
    """
    own = editions[passage]
    if not own.years or _PAST.search(asked.asks):
        return False
    later = [
        near
        for near, each in zip(nearest, editions, strict=True)
        if each.section == own.section and each.years and max(each.years) > max(own.years)
    ]
    held = _held(asked, nearest[passage].terms[number])
    return any(_held(asked, terms) >= held for near in later for terms in near.terms)


def _held(asked: QuestionParts, terms: frozenset[str]) -> float:
    return sum(word.weight for word in asked.words if terms.intersection(word.ways))
