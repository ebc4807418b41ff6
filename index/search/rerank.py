"""The stage after fusion: the best candidates read together with the question.

A reranker is slow, as it reads every passage anew with every question, so it reads only the best.
What it makes of one, times a weight, is added to the score that the halves gave: interpolating
keeps what they know of exact words and names (Akkalyoncu Yilmaz, Yang, Zhang and Lin 2019,
Cross-Domain Modeling of Sentence-Level Evidence for Document Retrieval).
A candidate that was not read gets the least of the parts, as a passage that one half did not return
does in `fusion`; so none of those ever passes one that was read.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.encode.protocols import Reranker
from index.search.candidates import Candidate

MOST_READ = 20
"""How many candidates a reranker reads."""


def rerank(
    question: str,
    candidates: Sequence[Candidate],
    *,
    texts: Sequence[str],
    reranker: Reranker,
    weight: float,
) -> list[Candidate]:
    """Return the candidates, given best first, with the part of this stage, best first again.

    `texts` are the characters of the first of them, as many as are to be read: one at least where
    there are candidates. `weight`, 0 or more, is what the reranker's score counts.
    """
    if not candidates:
        return []
    read = np.asarray(reranker.score(query=question, passages=texts), np.float64).tolist()
    least = min(read)
    unread: list[float | None] = [None] * (len(candidates) - len(read))
    return sorted(
        (
            replace(
                candidate,
                scores={**candidate.scores, "rerank": score},
                parts={**candidate.parts, "rerank": weight * (least if score is None else score)},
            )
            for candidate, score in zip(candidates, [*read, *unread], strict=True)
        ),
        key=lambda candidate: candidate.order,
    )
