"""What form tells of each sentence, one teller after another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.answer.form import ruled_out
from index.answer.form.brackets import by_brackets
from index.answer.form.cells import cell_shares
from index.answer.form.editions import edition_stance
from index.answer.form.headed import heading_shares
from index.answer.form.named import named_shares
from index.answer.form.persons import person_stance
from index.answer.form.records import record_stance
from index.answer.form.relations import relation_shares
from index.answer.form.series import series_stance
from index.answer.form.stamps import stamp_shares
from index.answer.form.stance import Stance, stance_of
from index.answer.form.superlatives import superlative_stance
from index.answer.nearest import NearPassage, QuestionParts
from index.learned import Evidence
from index.search.hits import FoundHits


@dataclass(frozen=True, slots=True)
class Told:
    """What is left to each of n sentences by its form.

    `settled` bool[n] are those that a bracket settles: these go by `besides`, the question without
    the number that the bracket holds, and the others by the question `asked`.
    """

    stance: Stance
    asked: QuestionParts
    besides: QuestionParts
    settled: NDArray[np.bool_]

    def asked_of(self, place: int) -> QuestionParts:
        """Return the question that the sentence at this place goes by."""
        return self.besides if self.settled[place] else self.asked


def told_by_form(
    asked: QuestionParts,
    nearest: Sequence[NearPassage],
    evidence: Evidence,
    *,
    found: FoundHits,
) -> Told:
    """Return what is left to each sentence by what its form alone tells."""
    stance = _without_brackets(asked, nearest, evidence, found=found)
    bracketed = by_brackets(asked, nearest, evidence, found=found)
    settled = bracketed.settled
    if settled.any():
        rest = _without_brackets(bracketed.asked, nearest, evidence, found=bracketed.found)
        stance = Stance(
            np.where(settled, rest.shares, stance.shares),
            np.where(settled, rest.against, stance.against),
        )
    return Told(stance.beside(bracketed.stance), asked, bracketed.asked, settled)


def _without_brackets(
    asked: QuestionParts,
    nearest: Sequence[NearPassage],
    evidence: Evidence,
    *,
    found: FoundHits,
) -> Stance:
    stance = stance_of(asked, nearest, evidence)
    for beside in (edition_stance, record_stance, superlative_stance, person_stance, series_stance):
        stance = stance.beside(beside(asked, nearest, evidence))
    named = named_shares(found, nearest, evidence)
    out = np.zeros(len(evidence.places), np.bool_)
    for shares_of in (heading_shares, relation_shares, cell_shares, stamp_shares):
        shares = shares_of(asked, nearest, evidence)
        out |= shares <= ruled_out.RULED_OUT
        named *= shares
    left = named * stance.shares
    against = np.maximum(named * stance.against, ruled_out.against(left, ruled_out=out))
    return Stance(left, against)
