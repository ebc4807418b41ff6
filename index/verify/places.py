"""Where quotes stand in the texts of a collection, and which texts are most like them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np

from index.store.rows import CollectionState
from index.store.transaction import Transaction
from index.text.folding import GRAM, Grams, fold, grams
from index.types import DocumentInfo, Span
from index.verify.claims import Claim

MOST_LOOKED_AT = 1000
"""How many places of one quote are looked at before and after where it should stand."""

_MOST_ALIKE = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A quote's place; `fit` counts the characters of its prefix and suffix found beside it."""

    document: DocumentInfo
    span: Span
    fit: int


def places_in(claim: Claim, document: DocumentInfo, text: str) -> list[Place]:
    """Return the places in one document, of very many those nearest to the claim's start."""
    near = claim.start or 0
    after = islice(_forward(claim.quote, text, near), MOST_LOOKED_AT)
    before = islice(_backward(claim.quote, text, near), MOST_LOOKED_AT)
    return [_place(claim, document, text, start) for start in chain(after, before)]


def places_everywhere(
    transaction: Transaction, collection: CollectionState, claims: Mapping[int, Claim]
) -> dict[int, list[Place]]:
    """Return the places in all documents of each claim's quote that has any.

    Every text is searched for every quote until `MOST_LOOKED_AT` places of it are found.
    """
    # In UTF-8 a text holds a quote where its bytes hold the quote's, and nowhere else.
    sought = {number: claim.quote.encode() for number, claim in claims.items()}
    places: dict[int, list[Place]] = {}
    for row, data in transaction.documents.texts(collection) if sought else ():
        found = [number for number, quote in sought.items() if quote in data]
        if not found:
            continue
        document, text = transaction.documents.by_row([row])[row], data.decode()
        for number in found:
            claim, held = claims[number], places.setdefault(number, [])
            starts = islice(_forward(claim.quote, text, 0), MOST_LOOKED_AT - len(held))
            held += [_place(claim, document, text, start) for start in starts]
            if len(held) == MOST_LOOKED_AT:
                del sought[number]
        if not sought:
            break
    return places


def documents_alike(
    transaction: Transaction, collection: CollectionState, quotes: Mapping[int, str]
) -> dict[int, Sequence[DocumentInfo]]:
    """Return for each quote the documents that share most grams with it, most first, at most 10.

    Every text is compared with every quote. A quote shorter than a gram is looked for as a whole.
    """
    folded = {number: fold(quote, without_marks=True) for number, quote in quotes.items()}
    short = {n: quote.text for n, quote in folded.items() if 0 < len(quote.codes) < GRAM}
    owners: dict[int, list[int]] = defaultdict(list)
    for number, quote in folded.items():
        for gram in set(grams(quote.codes).tolist()):
            owners[gram].append(number)
    wanted = Grams(np.array(list(owners), np.uint32))
    shared: dict[int, Counter[int]] = {number: Counter() for number in quotes}
    for row, data in transaction.documents.texts(collection) if quotes else ():
        text = fold(data.decode(), without_marks=True)
        for gram in wanted.among(grams(text.codes)):
            for number in owners[gram]:
                shared[number][row] += 1
        held = text.text if short else ""
        for number in [number for number, sought in short.items() if sought in held]:
            shared[number][row] += 1
    documents = transaction.documents
    return {
        number: [documents.by_row([row])[row] for row, _ in counts.most_common(_MOST_ALIKE)]
        for number, counts in shared.items()
    }


def _forward(quote: str, text: str, start: int) -> Iterator[int]:
    at = text.find(quote, start)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _backward(quote: str, text: str, start: int) -> Iterator[int]:
    """Yield the places that begin before `start`, the nearest first."""
    while start > 0:
        start = text.rfind(quote, 0, start + len(quote) - 1)
        if start >= 0:
            yield start


def _place(claim: Claim, document: DocumentInfo, text: str, start: int) -> Place:
    end = start + len(claim.quote)
    before = text[max(0, start - len(claim.prefix)) : start]
    after = text[end : end + len(claim.suffix)]
    fit = _common(reversed(claim.prefix), reversed(before)) + _common(claim.suffix, after)
    return Place(document, Span(start, end), fit)


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    """Return how many characters two texts have in common from their beginning."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
