"""Every term that an explanation names stands where it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Index, text_document
from index.encode.protocols import Encoders
from index.encode.sparse import BridgedEncoder
from index.learned import SHIPPED_MODEL
from index.text.analysis import ANALYSIS
from index.types import MatchedTerm, SparseExplanation
from tests.index.encoders import WordEncoder

SPARSE = BridgedEncoder.load(SHIPPED_MODEL / "bridge.npz")

NOTES = {
    "Lock_keepers-2021.md": "---\ntags: [river, шлюз]\n---\n# Keepers\n\nThe lock L-204/B is kept "
    "by Anna Petrova since 5 March 2021.\n\n## Wages\n\nThe keeper costs 12 500 roubles.",
    "журнал.txt": "Журнал учёта ключей (ЖУК) ведёт Щербаков. Задвиж-\nка закрыта 05.03.2021.",
    "calls.txt": "The call openSluiceGate takes 1.5 seconds, see sluice.gate_timeout.",
    "rules.txt": "Смотритель на\u00adсосной станции обходит шлюз. Телефон +7 351 700-21-44.",
    "plain.txt": "Where a lock repair register is missing, the foreman writes to the office.",
}

ASKED = (
    "lock keepers Petrova Петровой L-204/B L204B 2021-03-05 марта шлюз sluice gate openSluiceGate "
    "12500 roubles рублей ЖУК жук журнала учёта ключей Щербакова Sherbakov задвижка задвижки задвжка "
    "насосной насосная pump смотритель cvjnhbntkm +73517002144 LRR register foreman мастер seconds "
    "timeout Keepers wages зарплата 1,5"
).split()


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    encoders = Encoders(dense=WordEncoder(), sparse=SPARSE, sparse_weight=None)
    with Index.open(tmp_path_factory.mktemp("notes"), encoders=encoders) as index:
        index.add_documents([text_document(source=n, text=text) for n, text in NOTES.items()])
        yield index


def stands_for(found: str) -> set[str]:
    """Return the terms that these characters give a passage, or a document by its title."""
    terms = {term for token in ANALYSIS.tokenize(found) for term in token.terms}
    return terms | set(SPARSE.title_terms([found]))


def matched(notes: Index, query: str) -> Iterator[tuple[MatchedTerm, str]]:
    """Yield each term that is named, with all that is written of the passage and above it."""
    for hit in notes.search(query, explain=True).hits:
        assert hit.explanation is not None
        sparse = hit.explanation["sparse"]
        assert isinstance(sparse, SparseExplanation)
        name = hit.citation.source.rpartition("/")[2].rpartition(".")[0]
        for term in sparse.terms:
            above = f"{hit.citation.title}\n{name}\nriver\nшлюз"
            yield term, above if term.route == "title" else f"{hit.context}\n{hit.text}"


@given(st.lists(st.sampled_from(ASKED), min_size=1, max_size=4).map(" ".join))
def test_what_is_explained_stands_there(notes: Index, query: str) -> None:
    for term, written in matched(notes, query):
        assert term.found in written
        assert term.term in stands_for(term.found)


def test_there_is_something_to_explain(notes: Index) -> None:
    routes = {term.route for word in ASKED for term, _ in matched(notes, word)}
    assert routes >= {"stem", "title", "identifier", "date", "number", "abbreviation", "spelling"}


@pytest.mark.parametrize("query", ["KLM", "the KLM's harbour", "is klm here?"])
def test_an_abbreviation_that_passages_have_stands_for_no_other_words(
    tmp_path: Path, query: str
) -> None:
    encoders = Encoders(dense=WordEncoder(), sparse=SPARSE, sparse_weight=None)
    texts = {"short.txt": "KLM flies to the harbour.", "row.txt": "Keys, lamps, maps are lent."}
    with Index.open(tmp_path, encoders=encoders) as index:
        index.add_documents([text_document(source=n, text=text) for n, text in texts.items()])
        for hit in index.search(query).hits:
            assert hit.citation.source == "short.txt" or not hit.scores.get("exact")


def test_one_that_no_passage_has_stands_for_words_in_a_row(notes: Index) -> None:
    first = notes.search("LRR").hits[0]
    assert first.citation.source == "plain.txt"
    assert first.scores["exact"]
