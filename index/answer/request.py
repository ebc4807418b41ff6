"""What is asked of the documents."""

from dataclasses import dataclass

from index.checks import check_query, check_threshold
from index.filters import Filter
from index.types import DEFAULT_COLLECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRequest:
    """A question to a collection, of which the `k` best hits are wanted beside the answer.

    Only documents that `filter` passes are read. `threshold`, from 0 to 1, is the least probability
    of a sentence that is given; None is the one that was learned with the encoder. With `rerank`
    the hits are those of a search that is reranked.

    Raises InvalidInput for a question, a `k` or a threshold that is out of bounds.
    """

    question: str
    k: int = 5
    collection: str = DEFAULT_COLLECTION
    filter: Filter | None = None
    threshold: float | None = None
    rerank: bool = False

    def __post_init__(self) -> None:
        check_query(self.question, k=self.k, mode="hybrid")
        check_threshold(self.threshold)
