"""How the documents write what a query has: what reads them reads the query so.

A code with other separators, a day or an amount in another notation and a name in other letters are
the same to whoever looks for terms, and not to an encoder.
"""

import re
from collections.abc import Mapping, Sequence

from index.encode.protocols import AskedWord, SparseEncoder, SparseQuery
from index.search.exact import Readable
from index.text.days import day_in_figures
from index.types import Route
from index.vectors import Ids

Forms = Mapping[str, str]
"""Characters of a query, and what stands for them where it is read with a document."""

_ROUTES: tuple[Route, ...] = ("identifier", "date", "number")
_MOST_FORMS = 4


def reworded(text: str, forms: Forms) -> str:
    """Return characters of a query as they are read: each form where it first stands as a word."""
    for written, other in forms.items():
        found = re.search(rf"(?<!\w){re.escape(written)}(?!\w)", text)
        if found is not None:
            text = f"{text[: found.start()]}{other}{text[found.end() :]}"
    return text


def find_forms(
    sparse: SparseQuery, *, view: Readable, encoder: SparseEncoder, within: Ids | None
) -> dict[str, str]:
    """Return what a query names exactly as a passage that has it writes it, where that differs."""
    forms: dict[str, str] = {}
    named = [(word, terms) for word in sparse.words if (terms := _terms_of_one(word))]
    for word, terms in named[:_MOST_FORMS]:
        written = sparse.text[word.start : word.end]
        ranking = view.backend.search_sparse(dict.fromkeys(terms, 1.0), k=1, within=within)
        for text, _ in view.read(ranking.ids.tolist()).values():
            there = None if written in text else _written(text, terms, encoder)
            if there is not None:
                forms[written] = there
    return forms


def _terms_of_one(word: AskedWord) -> list[str]:
    """Return the terms by which passages have a word that is a thing of its own, none of others.

    A day without a year is any year's, but where a passage has it in figures alone.
    """
    terms = [term for term, way in word.ways.items() if way.route in _ROUTES]
    routes = {way.route for way in word.ways.values()}
    if "date" in routes:
        return terms if word.exact else [term for term in terms if day_in_figures(term)]
    is_one = "identifier" in routes or ("number" in routes and word.designates)
    return terms if is_one else []


def _written(text: str, terms: Sequence[str], encoder: SparseEncoder) -> str | None:
    for token in encoder.words(text):
        for mark in token.marks:
            if mark.term in terms:
                return text[mark.start : mark.end]
        if token.stem in terms:
            return text[token.start : token.end]
    return None
