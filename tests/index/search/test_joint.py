"""Several collections in one search are ranked as if they were one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from index import Index, parse_filter, text_document
from index.errors import InvalidInput, NotFound
from index.types import Hit, Mode
from tests.index.encoders import WordEncoder, word_encoders

# As long as each other, so that the mean length of each collection is that of all.
TEXTS = {
    "hr": [
        "Отпуск длится долго всегда.",
        "Кластер открыт летом рано.",
        "Совет собрался утром рано.",
    ],
    "it": ["Кластер закрыт зимой давно.", "Пароль лежит дома давно.", "Отчёт принят советом дома."],
}
QUERY = "кластер открыт рано"
MODES: list[Mode] = ["dense", "sparse", "hybrid"]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path, encoders=replace(word_encoders(), sparse_weight=0.1)) as opened:
        for name, texts in TEXTS.items():
            for number, text in enumerate(texts):
                source = f"{name}/{number}.txt"
                metadata: dict[str, str | int] = {"year": 2020 + number, "of": name}
                for collection in (name, "all"):
                    document = text_document(
                        source=source,
                        text=text,
                        language="ru",
                        metadata=metadata,
                        collection=collection,
                    )
                    opened.add_documents([document], collection=collection)
        yield opened


def told(hits: tuple[Hit, ...]) -> list[tuple[str, float]]:
    return [(hit.citation.source, pytest.approx(hit.score, rel=1e-5)) for hit in hits]  # type: ignore[misc]


@pytest.mark.parametrize("mode", MODES)
def test_they_are_ranked_as_one(index: Index, mode: Mode) -> None:
    joint = index.search(QUERY, collection=["hr", "it"], mode=mode)
    one = index.search(QUERY, collection="all", mode=mode)
    assert told(joint.hits) == told(one.hits)
    assert {hit.collection for hit in joint.hits} == {"hr", "it"}
    assert joint.collections == ("hr", "it")
    assert joint.coverage.documents == 6
    explained = index.search(QUERY, collection=["hr", "it"], mode=mode, explain=True)
    assert all(hit.explanation for hit in explained.hits)


def test_a_filter_holds_in_all_of_them(index: Index) -> None:
    first = parse_filter({"type": "eq", "key": "year", "value": 2020})
    hits = index.search(QUERY, collection=["it", "hr"], filter=first).hits
    assert {hit.citation.source for hit in hits} == {"hr/0.txt", "it/0.txt"}


def test_an_answer_is_found_in_any_of_them(index: Index) -> None:
    result = index.answer("пароль лежит дома", collection=["hr", "it"])
    one = index.answer("пароль лежит дома", collection="all")
    assert result.answer is not None
    assert one.answer is not None
    assert result.answer.text == one.answer.text
    assert result.collections == ("hr", "it")


def test_what_changes_in_one_is_found_at_once(index: Index) -> None:
    index.search(QUERY, collection=["hr", "it"])
    new = text_document(
        source="new.txt", text="Кластер открыт рано.", language="ru", collection="it"
    )
    index.add_documents([new], collection="it")
    result = index.search(QUERY, collection=["hr", "it"])
    assert result.hits[0].citation.source == "new.txt"
    assert result.generation == index.generation


def test_collections_are_named_and_there(index: Index) -> None:
    assert index.search(QUERY, collection=["hr", "hr"]).collections == ("hr",)
    with pytest.raises(InvalidInput, match="1 to 50 collections"):
        index.search(QUERY, collection=[])
    with pytest.raises(NotFound):
        index.search(QUERY, collection=["hr", "none"])


@pytest.mark.parametrize("mode", MODES)
def test_pages_follow_on_each_other(index: Index, mode: Mode) -> None:
    whole = index.search(QUERY, collection="all", mode=mode, k=6).hits
    pages = [
        index.search(QUERY, collection="all", mode=mode, k=2, offset=n).hits for n in (0, 2, 4, 6)
    ]
    assert [hit for page in pages for hit in page] == list(whole)
    for offset in (-1, 1001):
        with pytest.raises(InvalidInput, match="offset is from 0 to 1000"):
            index.search(QUERY, offset=offset)


def test_what_is_below_a_score_is_left_out(index: Index) -> None:
    whole = index.search(QUERY, collection="all").hits
    least = whole[2].score
    assert index.search(QUERY, collection="all", min_score=least).hits == whole[:3]
    assert index.search(QUERY, collection="all", min_score=least, offset=2).hits == whole[2:3]


def test_values_are_counted_over_the_documents_found(index: Index) -> None:
    found = index.search(
        QUERY, collection=["hr", "it"], k=1, facets=["of", "year", "folder", "none"]
    )
    counted = {
        key: [(each.value, each.count) for each in values] for key, values in found.facets.items()
    }
    assert counted == {
        "of": [("hr", 3), ("it", 3)],
        "year": [(2020, 2), (2021, 2), (2022, 2)],
        "folder": [("hr", 3), ("it", 3)],
        "none": [],
    }
    assert index.search(QUERY, collection="all", min_score=100, facets=["of"]).facets == {"of": ()}


def test_many_queries_find_what_each_finds_and_are_encoded_once(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = [QUERY, "пароль дома", "отпуск", QUERY]
    alone = [index.search(query, collection=["hr", "it"]) for query in queries]
    encoder = cast("WordEncoder", index.encoders.dense)
    calls: list[list[str]] = []
    encode = encoder.encode_queries

    def counted(texts: list[str]) -> object:
        calls.append(texts)
        return encode(texts)

    monkeypatch.setattr(encoder, "encode_queries", counted)
    assert list(index.search_all(queries, collection=["hr", "it"])) == alone
    assert len(calls) == 1
    assert len(calls[0]) == 3
