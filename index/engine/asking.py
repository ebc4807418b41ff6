"""What an index is asked: passages, answers, and whether a quote is there."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from math import ceil

from index.answer.extract import answer_question
from index.answer.request import AnswerRequest
from index.answer.starters import AT_ONCE, MOST_DOCUMENTS, find_starters
from index.checks import check_collections
from index.engine.opened import OpenIndex
from index.errors import NotFound
from index.filters import Filter
from index.search.batch import find_hits_of_all
from index.search.request import SearchRequest
from index.types import (
    DEFAULT_COLLECTION,
    Abstention,
    Answer,
    AnswerResult,
    Document,
    Mode,
    SearchResult,
    Starter,
    Translation,
)
from index.verify.claims import Claim, VerifyResult
from index.verify.verify import verify


class Asking(OpenIndex):
    """An index as one asks it."""

    def warm_up(self) -> None:
        """Load all that a search of the default collection needs, and search once."""
        with ThreadPoolExecutor(1) as pool:
            # Whatever comes of it, the search does what is left of it.
            pool.submit(self._refresh_ahead)
            self.encoders  # noqa: B018
        self.search("?")

    def _refresh_ahead(self) -> None:
        """Bring what is derived of the default collection up to date while the encoders load.

        What is saved is read whole then, to be held against its checksums.
        """
        if self._encoders is None and self._seems_mine(DEFAULT_COLLECTION):
            self._derived.refresh(DEFAULT_COLLECTION)

    def translations(self, word: str) -> tuple[Translation, ...]:
        """Return what a word by itself is likely called in the other language, best first.

        None are returned where the encoders do not know the word, or know no translations.
        """
        return tuple(self.encoders.sparse.translations(word))

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        mode: Mode = "hybrid",
        collection: str | Sequence[str] = DEFAULT_COLLECTION,
        filter: Filter | None = None,  # noqa: A002 - the name it has in requests
        sentences: bool = True,
        rerank: bool = False,
        explain: bool = False,
        offset: int = 0,
        min_score: float | None = None,
        facets: Sequence[str] = (),
    ) -> SearchResult:
        """Return the k passages that answer a query best, each with its citation.

        Several collections are searched as if they were one. With `sentences` a passage's best
        sentence counts in its dense score and is marked; without, passages are compared with the
        query as wholes only. With `rerank` the reranker, where the encoders have one, reads the
        best again. With `explain` each hit says why it stands where it does. `offset` of them are
        passed over, and those of a score below `min_score` left out; `facets` are as in a
        `SearchRequest`.

        Raises InvalidInput for a query that is empty or longer than 10,000 characters, a `k` not
        from 1 to 100 or an unknown `mode`; NotFound, EncoderMismatch, StoreError.
        """
        [result] = self.search_all(
            [query],
            k=k,
            mode=mode,
            collection=collection,
            filter=filter,
            sentences=sentences,
            rerank=rerank,
            explain=explain,
            offset=offset,
            min_score=min_score,
            facets=facets,
        )
        return result

    def search_all(
        self,
        queries: Sequence[str],
        *,
        k: int = 10,
        mode: Mode = "hybrid",
        collection: str | Sequence[str] = DEFAULT_COLLECTION,
        filter: Filter | None = None,  # noqa: A002 - the name it has in requests
        sentences: bool = True,
        rerank: bool = False,
        explain: bool = False,
        offset: int = 0,
        min_score: float | None = None,
        facets: Sequence[str] = (),
    ) -> tuple[SearchResult, ...]:
        """Return what `search` returns for each query, all of one generation, encoded together."""
        requests = [
            SearchRequest(
                query=query,
                k=k,
                mode=mode,
                filter=filter,
                sentences=sentences,
                rerank=rerank,
                explain=explain,
                offset=offset,
                min_score=min_score,
                facets=tuple(facets),
            )
            for query in queries
        ]
        names = check_collections(collection)
        with self.view(collection=names) as view:
            found = list(find_hits_of_all(requests, view=view, encoders=self.encoders))
            generation, coverage = view.transaction.generation, view.coverage
        return tuple(
            SearchResult(
                query=request.query,
                mode=mode,
                collection=names[0],
                generation=generation,
                hits=each.hits,
                coverage=coverage,
                did_you_mean=each.query.did_you_mean,
                nowhere=each.query.exact.nowhere,
                collections=names,
                facets=each.facets,
            )
            for request, each in zip(requests, found, strict=True)
        )

    def answer(
        self,
        question: str,
        *,
        k: int = 5,
        collection: str | Sequence[str] = DEFAULT_COLLECTION,
        filter: Filter | None = None,  # noqa: A002 - the name it has in requests
        threshold: float | None = None,
        rerank: bool = False,
    ) -> AnswerResult:
        """Return the sentence that answers a question, or why there is none, and the k best hits.

        Several collections are asked as if they were one. `threshold`, from 0 to 1, is the least
        probability of a sentence that is given; None is the one that ships with the encoder, see
        `index.learned`. Without a learned encoder there is no probability, and the best hit's best
        sentence is the answer.

        Raises InvalidInput for a question, a `k` or a threshold that is out of bounds; and as
        `search` does.
        """
        names = check_collections(collection)
        request = AnswerRequest(
            question=question, k=k, filter=filter, threshold=threshold, rerank=rerank
        )
        with self.view(collection=names) as view:
            answer, found = answer_question(request, view=view, encoders=self.encoders)
            generation, coverage = view.transaction.generation, view.coverage
        return AnswerResult(
            question=question,
            collection=names[0],
            generation=generation,
            answer=answer if isinstance(answer, Answer) else None,
            abstention=answer if isinstance(answer, Abstention) else None,
            hits=found.hits[:k],
            coverage=coverage,
            did_you_mean=found.query.did_you_mean,
            nowhere=found.query.exact.nowhere,
            collections=names,
        )

    def starters(
        self, *, collection: str = DEFAULT_COLLECTION, language: str = "en"
    ) -> tuple[Starter, ...]:
        """Return a few questions that the collection's documents answer, to begin with.

        They are made of what these say, in their language, but for names, which are written in
        `language`. Each is asked to see that it is answered. Raises what `answer` raises.
        """
        with self._store.read() as transaction:
            ids = transaction.documents.ids(transaction.collections.get(collection))
        ask = partial(self.answer, collection=collection, k=1)
        return find_starters(partial(self._spread, ids), language=language, ask=ask)

    def _spread(self, ids: Sequence[str]) -> Iterator[Sequence[Document]]:
        """Yield documents from the first to the last, a few at a time."""
        times = MOST_DOCUMENTS // AT_ONCE
        step = ceil(len(ids) / AT_ONCE)
        for first in range(0, step, ceil(step / times) or 1):
            documents = []
            with self._store.read() as transaction:
                for each in ids[first::step]:
                    # It may have been deleted meanwhile.
                    with suppress(NotFound):
                        documents.append(transaction.documents.whole(each))
            yield documents

    def verify(
        self, claims: Iterable[Claim], *, collection: str = DEFAULT_COLLECTION
    ) -> VerifyResult:
        """Say of each quote whether it stands where it is said to; needs no encoder.

        Raises InvalidInput for a claim that is not one; NotFound, StoreError.
        """
        with self._store.read() as transaction:
            return verify(transaction, list(claims), collection=collection)
