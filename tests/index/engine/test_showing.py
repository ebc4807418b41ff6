"""What is in a collection, listed in any order, by part, and a page at a time; and its text."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Index, parse_filter, text_document
from index.errors import InvalidInput, NotFound, StoreError
from index.types import Document
from tests.index.encoders import word_encoders

SOURCES = ["hr/отпуск.md", "hr/remote.md", "it/Отчёт.txt", "it/vpn/setup.md", "zz.txt"]
SORTS = ["source", "title", "added", "modified", "size", "length"]


def document(source: str, text: str = "Кластер.", **metadata: str | int) -> Document:
    return text_document(source=source, text=text, language="ru", metadata=metadata)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What time it is said to be, to be changed."""
    now = [1000.0]
    monkeypatch.setattr("index.store.transaction.time.time", lambda: now[0])
    return now


@pytest.fixture
def index(tmp_path: Path, clock: list[float]) -> Iterator[Index]:
    with Index.open(tmp_path, encoders=word_encoders()) as opened:
        for number, source in enumerate(SOURCES):
            clock[0] = 1000.0 + 10 * (number % 3)
            text = "Кластер открыт. " * (1 + (7 * number) % 4)
            opened.add_documents([document(source, text, year=2020 + number)])
        yield opened


def sources(index: Index, **wanted: object) -> list[str]:
    return [each.source for each in index.documents(**wanted).documents]  # type: ignore[arg-type]


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS)])
def test_pages_follow_on_each_other_in_any_order(index: Index, sort: str) -> None:
    whole = index.documents(sort=sort)
    assert (whole.total, whole.next) == (5, None)
    field = sort.removeprefix("-")
    keys = [getattr(each, field) for each in whole.documents]
    assert keys == sorted(keys, reverse=sort.startswith("-"), key=lambda key: (
        key.casefold() if field == "title" else key
    ))  # fmt: skip
    for limit in (1, 2, 5):
        seen, cursor = list[str](), None
        while True:
            page = index.documents(sort=sort, limit=limit, cursor=cursor)
            assert page.total == 5
            seen += [each.source for each in page.documents]
            cursor = page.next
            if cursor is None:
                break
        assert seen == [each.source for each in whole.documents]


def test_a_page_goes_on_where_the_last_one_ended_whatever_comes_and_goes(index: Index) -> None:
    first = index.documents(limit=2)
    for each in first.documents:
        index.delete(each.document_id)
    index.add_documents([document("aa.txt"), document("it/a.txt")])
    rest = index.documents(limit=10, cursor=first.next)
    assert [each.source for each in rest.documents] == ["it/a.txt", *sorted(SOURCES)[2:]]
    assert rest.total == 5


def test_documents_are_listed_by_part(index: Index) -> None:
    assert sources(index, prefix="hr/") == ["hr/remote.md", "hr/отпуск.md"]
    assert sources(index, name="ОТ") == ["hr/отпуск.md", "it/Отчёт.txt"]
    assert sources(index, name="отч", prefix="hr/") == []
    assert sources(index, source="zz.txt") == ["zz.txt"]
    later = parse_filter({"type": "gte", "key": "year", "value": 2022})
    page = index.documents(filter=later, sort="-source", limit=2)
    assert (page.total, [each.source for each in page.documents]) == (3, ["zz.txt", SOURCES[2]])
    assert sources(index, filter=later, sort="-source", limit=2, cursor=page.next) == [SOURCES[3]]
    assert sources(index, filter=later, offset=1) == ["it/Отчёт.txt", "zz.txt"]


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("folder", "it", ["it/vpn/setup.md", "it/Отчёт.txt"]),
        ("folder", "it/vpn", ["it/vpn/setup.md"]),
        ("media_type", "text/plain", ["it/Отчёт.txt", "zz.txt"]),
        ("added", 1020, ["it/Отчёт.txt"]),
    ],
)
def test_a_filter_knows_folders_and_times(
    index: Index, key: str, value: str | int, kept: list[str]
) -> None:
    given = parse_filter({"type": "eq", "key": key, "value": value})
    assert sources(index, filter=given) == kept
    hits = index.search("кластер", filter=given, k=100).hits
    assert {hit.citation.source for hit in hits} == set(kept)


def test_front_matter_comes_before_what_is_known_of_a_file(index: Index) -> None:
    index.add_documents([document("boots.txt", size=43, folder="cellar")])
    for key, value in (("size", 43), ("folder", "cellar")):
        given = parse_filter({"type": "eq", "key": key, "value": value})
        assert sources(index, filter=given) == ["boots.txt"]


def test_times_are_those_of_the_document_and_of_its_bytes(index: Index, clock: list[float]) -> None:
    clock[0] = 2000.0
    index.add_documents([document("zz.txt", "Кластер закрыт.")])
    changed = index.documents(source="zz.txt").documents[0]
    assert (changed.added, changed.modified) == (1010, 2000)
    assert changed.size == len("Кластер закрыт.".encode())
    clock[0] = 3000.0
    # Other metadata is no other file, and neither is what is encoded anew.
    index.add_documents([document("zz.txt", "Кластер закрыт.", year=1999)])
    index.rebuild()
    again = index.document(changed.document_id)
    assert (again.added, again.modified) == (1010, 2000)
    index.delete(changed.document_id)
    index.add_documents([document("zz.txt", "Кластер закрыт.")])
    assert index.document(changed.document_id).added == 3000


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"limit": 0}, "limit is at least 1"),
        ({"sort": "colour"}, "sort is one of source, title"),
        ({"cursor": "nonsense"}, "cursor is the `next`"),
        ({"cursor": "WyJzb3VyY2UiXQ"}, "cursor is the `next`"),
        ({"cursor": "bnVsbA"}, "cursor is the `next`"),
    ],
)
def test_what_cannot_be_listed_is_refused(
    index: Index, wanted: dict[str, object], told: str
) -> None:
    with pytest.raises(InvalidInput, match=told):
        sources(index, **wanted)


def test_a_cursor_is_of_one_order_and_no_offset(index: Index) -> None:
    cursor = index.documents(limit=1).next
    for wanted in ({"sort": "-source"}, {"sort": "added"}, {"offset": 1}):
        with pytest.raises(InvalidInput, match="cursor"):
            sources(index, cursor=cursor, **wanted)
    with pytest.raises(NotFound):
        sources(index, collection="nowhere")


@pytest.mark.sqlite
def test_one_that_is_lost_is_missed_in_any_order(index: Index) -> None:
    with index._store.write() as transaction:
        transaction._connection.execute("DROP TRIGGER document_deleted")
        transaction._connection.execute("DELETE FROM documents WHERE source = 'zz.txt'")
    for sort in SORTS:
        with pytest.raises(StoreError, match="of 5 documents"):
            sources(index, sort=sort)


def test_text_is_given_by_span(seed_index: Index) -> None:
    (info,) = seed_index.documents().documents
    whole = seed_index.text(info.document_id)
    assert (whole.start, whole.end, whole.line) == (0, info.length, 1)
    part = seed_index.text(info.document_id, start=90, end=98)
    assert (part.text, part.line) == (whole.text[90:98], 3)
    for start, end in [(-1, 5), (5, 4), (0, info.length + 1)]:
        with pytest.raises(InvalidInput, match="no span"):
            seed_index.text(info.document_id, start=start, end=end)
    with pytest.raises(NotFound):
        seed_index.text("nothing")
