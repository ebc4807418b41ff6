"""Which of several editions holds: what says of itself that it does not yields to the others."""

import re
from collections.abc import Sequence

import numpy as np

from index.answer.nearest import NearPassage, QuestionParts
from index.learned import Evidence, Numbers
from index.read.about import STANDING
from index.text.languages import LANGUAGES, any_of

OUTDATED = 0.2
"""What is left to a sentence of a document that holds no more, beside others."""

REPLACED = 0.02
"""What is left to it where a document of the same title, but for years and the like, holds."""

OTHER_EDITION = 0.3
"""What is left to a sentence of a document of other years than the one that is asked for."""

_WORDINGS = [language.wording for language in LANGUAGES]
_WORDS = rf"{any_of(each.outdated for each in _WORDINGS)}(?![^\W_])"
_OUTDATED = re.compile(rf"(?<![^\W_]){_WORDS}", re.IGNORECASE)
_IS = any_of(each.copulas for each in _WORDINGS)
_THIS = any_of(each.this for each in _WORDINGS)
# "Status: superseded by …", "This order is no longer in force"; not "Superseded is the order of …".
_OPENS = re.compile(
    rf"^\W*(?:(?:{'|'.join(STANDING)})\W{{1,3}})?(?:\w+ (?:\w+ )?{_IS} )?"
    rf"(?:{_THIS}(?: \w+){{0,3}} )?{_WORDS}"
    rf"(?! {any_of(each.of_another for each in _WORDINGS)}\b)",
    re.IGNORECASE | re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def edition_shares(
    asked: QuestionParts, nearest: Sequence[NearPassage], evidence: Evidence
) -> Numbers:
    """Return what is left to each sentence, float64[n]: 1 unless it stands in what holds no more.

    Whoever asks for what holds no more is given it, and so is who asks for it by its year.
    """
    of_nearest = _of_years(asked, nearest)
    if of_nearest is None and _OUTDATED.search(asked.text):
        return np.ones(len(evidence.places))
    if of_nearest is None:
        outdated = [is_outdated(near) for near in nearest]
        names = [_name(near) for near in nearest]
        holding = {name for name, is_old in zip(names, outdated, strict=True) if not is_old}
        of_nearest = [
            (REPLACED if name in holding else OUTDATED) if is_old else 1.0
            for name, is_old in zip(names, outdated, strict=True)
        ]
    return np.array([of_nearest[passage] for passage, _ in evidence.places])


def is_outdated(near: NearPassage) -> bool:
    """Return whether title, headings, status or the opening of a document say that it is."""
    return says_outdated(near.standing, near.opening)


def says_outdated(standing: str, opening: str) -> bool:
    """Return whether title, headings and status, or the opening, say that a document is."""
    return _OUTDATED.search(standing) is not None or _OPENS.search(opening) is not None


def _name(near: NearPassage) -> str:
    """Return a document's title without what tells its editions apart."""
    return " ".join(_WORD.findall(_OUTDATED.sub("", near.hit.citation.title.casefold())))


def _of_years(asked: QuestionParts, nearest: Sequence[NearPassage]) -> list[float] | None:
    """Return what is left to each passage, None where no title or heading has a year asked for."""
    years = set(_YEAR.findall(asked.text))
    told = [set(_YEAR.findall(near.standing)) for near in nearest]
    if not any(years & own for own in told):
        return None
    return [OTHER_EDITION if own and not years & own else 1.0 for own in told]
