"""Whether quotes stand where they are said to: character for character, in one generation.

Before a quote is called absent, every text of the collection is searched for the whole of it. What
it may have been made from is then looked for in the few documents that are most like it.
"""

from collections.abc import Iterable, Sequence

from index.citation import CanonicalText, cite
from index.errors import NotFound
from index.store.documents import Documents
from index.store.transaction import Transaction
from index.text.folding import Difference, differences, differences_with_marks, fold, has_link
from index.types import Citation, DocumentInfo, Span, make_document_id
from index.verify.claims import AbsentBecause, Claim, Piece, Verification, VerifyResult, check_claim
from index.verify.pieces import find_pieces
from index.verify.places import Place, documents_alike, places_everywhere, places_in
from index.verify.sources import read_source

_MOST_LISTED = 20

_SAID: dict[Difference, str] = {
    "white_space": "white space",
    "case": "case",
    "quotation_marks": "quotation marks",
    "dashes": "dashes",
    "yo": "ё and е",
    "punctuation": "punctuation at its ends",
    "marks": "Markdown marks",
}


def verify(transaction: Transaction, claims: Sequence[Claim], *, collection: str) -> VerifyResult:
    """Return what is true of each claim; raises InvalidInput, NotFound, StoreError."""
    for claim in claims:
        check_claim(claim)
    stored = transaction.documents
    state = transaction.collections.get(collection)
    named = [_named(transaction, claim, collection=collection) for claim in claims]
    pending = dict(enumerate(claims))
    results: dict[int, Verification] = {}
    for number, (claim, document) in enumerate(zip(claims, named, strict=True)):
        text = "" if document is None else stored.text(document).text
        if document is not None and (places := places_in(claim, document, text)):
            results[number] = _in_its_document(pending.pop(number), places, stored)
    for number, places in places_everywhere(transaction, state, pending).items():
        results[number] = _elsewhere(pending.pop(number), named[number], places, stored)
    quotes = {number: claim.quote for number, claim in pending.items()}
    for number, alike in documents_alike(transaction, state, quotes).items():
        document = named[number]
        first = [] if document is None else [document]
        documents = [*first, *(other for other in alike if other != document)]
        results[number] = _nowhere(pending[number], documents, document, stored)
    return VerifyResult(
        collection=collection,
        generation=transaction.generation,
        results=tuple(results[number] for number in range(len(claims))),
    )


def _named(transaction: Transaction, claim: Claim, *, collection: str) -> DocumentInfo | None:
    """Return the document that the claim names, None where the collection has none such."""
    document_id = claim.document_id
    if document_id is None:
        if claim.source is None:
            return None
        document_id = make_document_id(collection=collection, source=claim.source)
    try:
        document = transaction.documents.get(document_id)
    except NotFound:
        return None
    same_source = claim.source is None or claim.source == document.source
    return document if same_source and document.collection == collection else None


def _in_its_document(claim: Claim, places: Sequence[Place], stored: Documents) -> Verification:
    document = places[0].document
    changed = claim.sha256 is not None and claim.sha256 != document.sha256
    canonical = stored.text(document)
    near = claim.start or 0

    def as_said(place: Place) -> bool:
        if claim.start is not None:
            return (place.span.start, place.span.end) == (claim.start, claim.end)
        return _is_placed(claim, canonical, place.span.start)

    best = sorted(
        places,
        key=lambda place: (not as_said(place), -place.fit, abs(place.span.start - near)),
    )
    there = as_said(best[0])
    listed = _cite(((place.document, place.span) for place in best[:_MOST_LISTED]), stored)
    where = _where(listed[0])
    if there and changed:
        message = "The document has changed since; the quote still stands at the same place."
    elif there:
        message = "It stands there, character for character."
    elif changed:
        message = f"The document has changed since; the quote now stands at {where}."
    elif claim.start is None and claim.part is not None:
        message = f"It stands in the document, but not in {claim.part!r}: at {where}."
    elif claim.start is None and claim.line is not None and listed[0].line is None:
        message = f"The document has no such line; the quote stands at {where}."
    else:
        message = f"It stands in the document, but elsewhere: at {where}."
    return Verification(
        verdict="verbatim" if there and not changed else "moved",
        failure=None,
        message=message,
        citation=listed[0],
        places=listed,
        more_places=len(places) > _MOST_LISTED,
    )


def _is_placed(claim: Claim, canonical: CanonicalText, position: int) -> bool:
    """Return whether the character at `position` is in the line, page and part that are named."""
    part = canonical.places.part(position)
    parts = [] if claim.part is None else [claim.part]
    line = canonical.line(position)
    if line is None and claim.line is not None:
        # Records of JSON are parts by their lines.
        parts.append(f"line {claim.line}")
    return (
        (line is None or claim.line in {None, line})
        and claim.page in {None, canonical.places.page(position)}
        and all(part is not None and _is_part(said, part) for said in parts)
    )


def _is_part(said: str, part: str) -> bool:
    """Return whether `said` names a part, or what that is in: a sheet, a record."""
    return part == said or part.startswith((f"{said}!", f"{said}, ")) or part.endswith(f", {said}")


def _elsewhere(
    claim: Claim, named: DocumentInfo | None, places: Sequence[Place], stored: Documents
) -> Verification:
    best = sorted(places, key=lambda place: (-place.fit, place.document.source, place.span.start))
    listed = _cite(((place.document, place.span) for place in best[:_MOST_LISTED]), stored)
    where = f"{listed[0].source}, at {_where(listed[0])}"
    if not claim.names_document:
        message = f"It stands in {where}, character for character."
    elif named is None:
        hint = _hint(claim, stored, collection=places[0].document.collection)
        message = f"The collection has no such document{hint}; the quote stands in {where}."
    else:
        message = f"It does not stand in the document named; it stands in {where}."
    return Verification(
        verdict="absent" if claim.names_document else "verbatim",
        failure="misattributed" if claim.names_document else None,
        message=message,
        citation=listed[0],
        places=listed,
        more_places=len(places) > _MOST_LISTED,
    )


def _hint(claim: Claim, stored: Documents, *, collection: str) -> str:
    """Return how a place is named, where the source is a document's name with one behind it."""

    def is_known(name: str) -> bool:
        try:
            stored.get(make_document_id(collection=collection, source=name))
        except NotFound:
            return False
        return True

    read = read_source(claim.source or "", is_known=is_known)
    if read is None or not is_known(read.name):
        return ""
    return " (a line goes in `line`, characters go in `start` and `end`, not behind the name)"


def _nowhere(
    claim: Claim,
    documents: Sequence[DocumentInfo],
    named: DocumentInfo | None,
    stored: Documents,
) -> Verification:
    """Return what a quote was made from that stands nowhere in the collection."""
    texts = [stored.text(document).text for document in documents]
    quote = fold(claim.quote)
    for document, text in zip(documents, texts, strict=True):
        span = fold(text).find(quote)
        if span is not None:
            kinds = differences(claim.quote, text, span)
            return _altered(claim, (document, span), kinds, named, stored)
    quote = fold(claim.quote, without_marks=not has_link(claim.quote))
    for document, text in zip(documents, texts, strict=True):
        span = fold(text, without_marks=True).find(quote)
        if span is not None:
            kinds = differences_with_marks(claim.quote, text, span)
            return _altered(claim, (document, span), kinds, named, stored)
    pieces = find_pieces(claim.quote, texts)
    found = [(documents[piece.text], piece.place) for piece in pieces.found]
    if pieces.whole and len(found) == 1 and not pieces.elided:
        return _altered(claim, found[0], ("punctuation",), named, stored)
    cited = _cite(found, stored)
    failure: AbsentBecause = "stitched" if pieces.whole else "fabricated"
    if not found:
        message = "It stands nowhere in the collection."
    elif failure == "fabricated":
        message = "It stands nowhere in the collection, though pieces of it do."
    elif pieces.elided:
        message = "It does not stand as one, as its marks of omission say: see its pieces."
    else:
        message = "It does not stand as one: it is put together from pieces that do."
    return Verification(
        verdict="absent",
        failure=failure,
        message=message,
        pieces=tuple(
            Piece(start=piece.span.start, end=piece.span.end, citation=citation)
            for piece, citation in zip(pieces.found, cited, strict=True)
        ),
        elided=pieces.elided,
    )


def _altered(
    claim: Claim,
    place: tuple[DocumentInfo, Span],
    kinds: tuple[Difference, ...],
    named: DocumentInfo | None,
    stored: Documents,
) -> Verification:
    cited = _cite([place], stored)
    apart = claim.names_document and place[0] != named
    where = f"{cited[0].source}, at {_where(cited[0])}"
    said = ", ".join(_SAID[kind] for kind in kinds)
    return Verification(
        verdict="absent",
        failure="misattributed" if apart else "altered",
        message=f"It does not stand so in the collection; but for {said} it stands in {where}.",
        citation=cited[0],
        places=cited,
        differs_only_in=kinds,
    )


def _cite(spans: Iterable[tuple[DocumentInfo, Span]], stored: Documents) -> tuple[Citation, ...]:
    read: dict[str, CanonicalText] = {}
    cited = []
    for document, span in spans:
        if document.document_id not in read:
            read[document.document_id] = stored.text(document)
        cited.append(cite(document, read[document.document_id], span))
    return tuple(cited)


def _where(citation: Citation) -> str:
    place = [
        f"{citation.start} to {citation.end}",
        None if citation.line is None else f"line {citation.line}",
        None if citation.page is None else f"page {citation.page}",
        citation.part,
    ]
    return ", ".join(filter(None, place))
