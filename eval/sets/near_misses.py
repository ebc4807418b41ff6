"""Near misses: a paragraph that is there without the sentence that answers.

They are the harder half of the questions that nothing answers: the passage that is found is the
right one, and speaks of what is asked.
"""

from collections.abc import Sequence
from dataclasses import replace

from eval.sets.squad import GoldSpan
from eval.sets.tasks import Text
from index.read.units import sentence_spans
from index.types import Span


def near_miss(
    text: Text, golds: Sequence[GoldSpan], *, sentences: Sequence[Span] = ()
) -> Text | None:
    """Return `text` without its sentences that hold a character of one of `golds`, spans of it.

    `sentences` are its own, in order; where a set tells none they are found as in a document that
    is indexed. None where nothing would be left, or where the words of an answer stand in what is
    left, which may still answer then.
    """
    content = text.text
    parts = sentences or sentence_spans(content, Span(0, len(content)))
    kept = [part for part in parts if not any(_overlap(part, gold.span) for gold in golds)]
    left = " ".join(part.cut(content).strip() for part in kept)
    answers = {" ".join(gold.text.split()).casefold() for gold in golds}
    words = " ".join(left.split()).casefold()
    if not words or len(kept) == len(parts) or any(answer in words for answer in answers):
        return None
    return replace(text, text=left)


def _overlap(part: Span, other: Span) -> bool:
    return part.start < other.end and other.start < part.end
