"""What a generator of examples draws: a question, and a passage with its answer marked or none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A question over a passage in which the short answer stands between START and END.

    Where nothing is marked the passage does not answer. `kind` is as in "deeds/other-verb".
    """

    question: str
    passage: str
    kind: str
