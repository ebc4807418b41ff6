"""The index as a user has it: documents in, passages with exact citations out."""

import json
import logging
import os
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Index, parse_filter, text_document
from index.encode.protocols import Encoders
from index.errors import EncoderMismatch, InvalidInput, NotFound, StoreError
from index.types import DenseExplanation, Hit, Mode, Progress, SparseExplanation
from tests.index.texts import any_text

MODES = ["dense", "sparse", "hybrid"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    (folder / "law").mkdir(parents=True)
    (folder / "law" / "charter.md").write_text(
        "---\nyear: 2024\n---\n# Устав\n\nПредседатель совета избирается на три года.\n"
    )
    (folder / "news.txt").write_text("Собрание прошло в Москве 13 марта.", encoding="cp1251")
    (folder / "english.txt").write_text("The annual report was published in June.")
    return folder


def assert_cites(hit: Hit, text: str) -> None:
    citation = hit.citation
    assert text[citation.start : citation.end] == citation.quote == hit.text
    assert text[: citation.start].endswith(citation.prefix)
    assert text[citation.end :].startswith(citation.suffix)
    assert citation.line == len(text[: citation.start].split("\n"))
    assert hit.best_sentence is not None
    best = hit.best_sentence
    assert citation.start <= best.start < best.end <= citation.end
    assert text[best.start : best.end] == best.quote


def test_the_seed_question_is_answered_across_languages(seed_index: Index, seeds: Path) -> None:
    result = seed_index.search("who chairs AKIT's supervisory board?")
    first = result.hits[0]
    assert "Александр Козловский" in first.text
    assert "председатель Наблюдательного совета АКИТ" in first.text
    assert_cites(first, (seeds / first.citation.source).read_text(encoding="utf-8"))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "query", ["who chairs AKIT's supervisory board?", "Куда отправились представители?"]
)
def test_every_hit_cites_its_own_characters(
    seed_index: Index, seeds: Path, mode: str, query: str
) -> None:
    result = seed_index.search(query, mode=mode)  # type: ignore[arg-type]
    assert result.hits
    assert [hit.rank for hit in result.hits] == list(range(1, len(result.hits) + 1))
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    for hit in result.hits:
        assert_cites(hit, (seeds / hit.citation.source).read_text(encoding="utf-8"))
        assert (hit.scores["dense"] is None) <= (
            mode == "sparse" or hit.scores["sparse"] is not None
        )


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("shared")) as index:
        yield index


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_text, st.sampled_from(["a.txt", "a.md"]))
def test_whatever_the_text_its_citations_are_exact(shared: Index, text: str, source: str) -> None:
    document = text_document(source=source, text=text, language="und")
    shared.add_documents([document])
    for hit in shared.search("предложение heading слово", k=100).hits:
        if hit.citation.source == source:
            assert hit.citation.quote == text[hit.citation.start : hit.citation.end]
            assert hit.best_sentence is not None
            best = hit.best_sentence
            assert best.quote == text[best.start : best.end]
            excerpt = shared.text(
                hit.citation.document_id, start=hit.citation.start, end=hit.citation.end
            )
            assert excerpt.text == hit.citation.quote
            assert excerpt.line == hit.citation.line


def test_a_folder_is_added_by_relative_sources(index: Index, folder: Path) -> None:
    seen: list[Progress] = []
    report = index.add(folder, on_progress=seen.append)
    assert (report.added, report.replaced, report.unchanged, report.failed) == (3, 0, 0, ())
    assert [each.done for each in seen if each.phase == "reading"] == [1, 2, 3]
    documents = index.documents()
    assert [document.source for document in documents.documents] == [
        "english.txt",
        "law/charter.md",
        "news.txt",
    ]
    assert (documents.total, documents.generation) == (3, report.generation)
    assert index.documents(limit=1, offset=1).documents[0].source == "law/charter.md"


def test_how_far_a_run_has_come_is_counted_in_passages_too(index: Index) -> None:
    seen: list[Progress] = []
    text = "\n\n".join(f"# Ferry {number}\n\nIt leaves at {number}." for number in range(200))
    document = text_document(source="long.md", text=text)
    report = index.add_documents([document], on_progress=seen.append)
    assert {(each.done, each.total, each.source) for each in seen} == {(1, 1, "long.md")}
    phases = [each.phase for each in seen]
    assert phases[0] == "reading"
    assert phases[-1] == "writing"
    encoded = [each.encoded for each in seen]
    assert encoded == sorted(encoded)
    assert len({each.encoded for each in seen if each.phase == "encoding"}) > 2
    assert seen[-1].encoded == seen[-1].passages == report.passages


def test_what_has_not_changed_is_neither_written_nor_encoded_again(
    index: Index, folder: Path
) -> None:
    first = index.add(folder)
    again = index.add(folder)
    assert (again.added, again.replaced, again.unchanged) == (0, 0, 3)
    assert (again.embedded, again.generation) == (0, first.generation)


def test_a_changed_document_embeds_only_the_passages_that_changed(
    index: Index, tmp_path: Path
) -> None:
    paragraphs = [f"Абзац номер {number}. " + "Много слов о разном. " * 25 for number in range(8)]
    path = tmp_path / "long.txt"
    path.write_text("\n\n".join(paragraphs))
    assert index.add(path).embedded == 8
    paragraphs[3] = paragraphs[3].replace("номер", "под номером")
    path.write_text("\n\n".join(paragraphs))
    report = index.add(path)
    assert (report.replaced, report.passages, report.embedded) == (1, 8, 1)
    assert any("под номером" in hit.text for hit in index.search("под номером 3").hits)


@pytest.fixture
def encoded(index: Index, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that will hold each text that `index` has encoded, queries left out."""
    return watched(index, monkeypatch)


def watched(index: Index, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    dense, parts = index.encoders.dense, index.encoders.parts
    encode = dense.encode_passages

    def encode_passages(given: Sequence[str]) -> Any:
        texts.extend(given)
        return encode(given)

    monkeypatch.setattr(dense, "encode_passages", encode_passages)
    if parts is not None:
        encode_both = parts.encode_parts

        def encode_parts(given: Sequence[str], spans: Any) -> Any:
            texts.extend(given)
            return encode_both(given, spans)

        monkeypatch.setattr(parts, "encode_parts", encode_parts)
    return texts


def stored(index: Index, table: str) -> list[tuple[str, bytes]]:
    with index._store.read() as transaction:
        return transaction._connection.execute(
            f"SELECT fingerprint, text_hash FROM {table} ORDER BY 2"
        ).fetchall()


@pytest.fixture
def apart(tmp_path: Path, encoders: Encoders) -> Iterator[Index]:
    """An index whose encoder reads each sentence by itself."""
    with Index.open(tmp_path / "apart", encoders=replace(encoders, parts=None)) as opened:
        yield opened


@pytest.fixture
def encoded_apart(apart: Index, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that will hold each text that `apart` has encoded, queries left out."""
    return watched(apart, monkeypatch)


def test_a_changed_sentence_is_encoded_and_its_neighbours_are_not(
    apart: Index, encoded_apart: list[str]
) -> None:
    index, encoded = apart, encoded_apart
    first = "Председатель избран. Кластер открыт. Отчёт принят."
    second = first.replace("открыт", "закрыт")
    for text in (first, second):
        index.add_documents([text_document(source="a.txt", text=text)])
    sentences = first.split(". ")
    assert sorted(encoded) == sorted(
        [first, "Председатель избран.", "Кластер открыт.", sentences[2], second, "Кластер закрыт."]
    )
    assert len(stored(index, "sentence_embeddings")) == 3
    assert len(stored(index, "embeddings")) == 1


def test_a_passage_is_encoded_once_with_its_sentences(index: Index, encoded: list[str]) -> None:
    first = "Председатель избран. Кластер открыт. Отчёт принят."
    second = first.replace("открыт", "закрыт")
    for source, text in (("a", first), ("b", second), ("c", first), ("d", second)):
        index.add_documents([text_document(source=source, text=text)])
    assert encoded == [first, second]
    # The first sentence is not the same beside the one as beside the other.
    assert len(stored(index, "sentence_embeddings")) == 6
    assert index.rebuild() == 4
    assert encoded == [first, second]


def test_a_text_is_encoded_once_whatever_holds_it(apart: Index, encoded_apart: list[str]) -> None:
    index, encoded = apart, encoded_apart
    both = "Председатель избран. Кластер открыт."
    report = index.add_documents(
        [
            text_document(source="a.txt", text=both),
            text_document(source="b.txt", text=both),
            text_document(source="c.txt", text="Кластер открыт."),
        ]
    )
    assert sorted(encoded) == sorted([both, "Председатель избран.", "Кластер открыт."])
    assert (report.passages, report.embedded) == (3, 2)
    encoded.clear()
    # In one run a text moves from one document to another.
    report = index.add_documents(
        [
            text_document(source="a.txt", text="Кластер открыт."),
            text_document(source="b.txt", text="Кластер открыт."),
            text_document(source="c.txt", text=both),
        ]
    )
    assert encoded == []
    assert (report.replaced, report.embedded) == (3, 0)
    assert index.rebuild() == 3
    assert encoded == []


def test_whole_passages_and_sentences_are_told_apart(apart: Index) -> None:
    index = apart
    one = "Кластер открыт."
    several = f"Погода была хорошей. {one} Дети играли во дворе."
    index.add_documents(
        [text_document(source="a.txt", text=one), text_document(source="b.txt", text=several)]
    )
    dense = index.encoders.dense
    query = dense.encode_queries(["открыт ли кластер?"])[0]
    sentences = several.replace(". ", ".|").split("|")
    cosines = dense.encode_passages([several, *sentences]) @ query
    own, (first, second, third) = float(cosines[0]), cosines[1:].tolist()
    assert second > max(first, third)
    found = {
        hit.citation.source: hit for hit in index.search("открыт ли кластер?", mode="dense").hits
    }
    assert found["b.txt"].scores["dense"] == pytest.approx((own + second) / 2, abs=2e-3)
    assert [hit.best_sentence and hit.best_sentence.quote for hit in found.values()] == [one, one]
    result = index.search("открыт ли кластер?", mode="dense", sentences=False)
    whole = {hit.citation.source: hit for hit in result.hits}
    assert whole["b.txt"].scores["dense"] == pytest.approx(own, abs=2e-3)
    assert whole["b.txt"].best_sentence is None
    assert whole["a.txt"].scores == found["a.txt"].scores


@pytest.mark.parametrize("mode", MODES)
def test_best_sentences_are_read_not_encoded(index: Index, encoded: list[str], mode: str) -> None:
    text = "Погода была хорошей. Кластер открыт. Дети играли во дворе."
    index.add_documents([text_document(source="a.txt", text=text)])
    encoded.clear()
    (hit,) = index.search("открыт ли кластер?", mode=mode).hits  # type: ignore[arg-type]
    assert hit.best_sentence is not None
    assert hit.best_sentence.quote == "Кластер открыт."
    assert encoded == []


def test_a_damaged_sentence_is_not_searched(tmp_path: Path) -> None:
    text = "Погода была хорошей. Кластер открыт. Дети играли во дворе."
    with Index.open(tmp_path) as index:
        index.add_documents([text_document(source="a.txt", text=text)])
    with sqlite3.connect(tmp_path / "spravka.sqlite") as connection:
        connection.execute("UPDATE sentence_embeddings SET vector = zeroblob(388) WHERE id = 2")
    connection.close()
    with Index.open(tmp_path) as index:
        for mode in MODES:
            with pytest.raises(StoreError, match="sentence"):
                index.search("кластер", mode=mode)  # type: ignore[arg-type]
        assert index.search("кластер", sentences=False).hits


def test_an_unreadable_file_among_good_ones_is_named(index: Index, folder: Path) -> None:
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02")
    report = index.add(folder)
    assert report.added == 3
    assert [failure.source for failure in report.failed] == ["broken.txt"]
    assert "broken.txt" in report.failed[0].reason


def test_files_that_no_reader_knows_are_counted_by_suffix(index: Index, folder: Path) -> None:
    for name in ("plan.EXE", "law/plan.exe", "photo.png", "Makefile", ".hidden.exe", ".git/x.exe"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"\x7fELF\0\1\2" * 9)
    report = index.add(folder)
    assert (report.added, report.failed) == (3, ())
    assert list(report.passed_over.items()) == [(".exe", 2), ("", 1), (".png", 1)]
    assert index.add(folder / "news.txt").passed_over == {}


def test_what_cannot_be_added_is_said(index: Index, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such file"):
        index.add(tmp_path / "missing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InvalidInput, match=r"no file in it that Spravka reads: \.txt.*\.md"):
        index.add(tmp_path / "empty")
    with pytest.raises(InvalidInput, match="collection"):
        index.add_documents([text_document(source="a", text="b")], collection="other")


def test_what_is_no_regular_file_is_named_and_waited_for_by_no_one(
    index: Index, folder: Path
) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "loop.txt").symlink_to("loop.txt")
    report = index.add(folder)
    assert report.added == 3
    assert {failure.source for failure in report.failed} == {"pipe.txt", "loop.txt"}


def test_a_folder_that_cannot_be_read_is_named(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("law"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    # Tests may run as root, for whom no permission is denied.
    monkeypatch.setattr(os, "scandir", scandir)
    report = index.add(folder)
    assert report.added == 2
    assert [Path(failure.source).name for failure in report.failed] == ["law"]


def test_of_two_versions_in_one_run_the_last_counts(index: Index) -> None:
    first = text_document(source="a.txt", text="Первая версия.")
    second = text_document(source="a.txt", text="Вторая версия.")
    index.add_documents([first])
    index.add_documents([second, first])
    assert index.search("версия").hits[0].text == "Первая версия."
    index.add_documents([first, second])
    assert index.search("версия").hits[0].text == "Вторая версия."


def test_names_that_are_no_text_are_said_to_be_so(index: Index) -> None:
    for ask in (
        lambda: index.search("слово", collection="\ud800"),
        lambda: index.document("\ud800"),
        lambda: index.documents(offset=2**70),
    ):
        with pytest.raises(InvalidInput, match="cannot hold"):
            ask()


def test_a_search_sees_only_its_collection(index: Index) -> None:
    for name in ["one", "two"]:
        index.add_documents(
            [text_document(source="a.txt", text=f"Кластер {name}.", collection=name)],
            collection=name,
        )
    (hit,) = index.search("кластер", collection="two").hits
    assert hit.text == "Кластер two."
    assert index.search("кластер").hits == ()
    with pytest.raises(NotFound, match="'three'"):
        index.search("кластер", collection="three")


@pytest.mark.parametrize("mode", MODES)
def test_a_filter_holds_inside_the_search(index: Index, mode: str) -> None:
    documents = [
        text_document(
            source=f"{number}.txt",
            text=f"Отчёт о работе кластера, часть {number}.",
            language="ru",
            metadata={"part": number},
        )
        for number in range(30)
    ]
    index.add_documents(documents)
    last = parse_filter({"type": "gte", "key": "part", "value": 28})
    hits = index.search("отчёт кластера", mode=mode, k=5, filter=last).hits  # type: ignore[arg-type]
    assert {hit.citation.source for hit in hits} == {"28.txt", "29.txt"}
    nothing = parse_filter({"type": "eq", "key": "language", "value": "de"})
    assert index.search("отчёт", mode=mode, filter=nothing).hits == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"query": ""}, "empty"),
        ({"query": " \n"}, "empty"),
        ({"query": "a" * 100_000}, "at most 10000"),
        ({"query": "\ud800"}, "surrogate"),
        ({"query": "a", "k": 0}, "k is from 1 to 100"),
        ({"query": "a", "k": -1}, "k is from 1 to 100"),
        ({"query": "a", "k": 10**6}, "k is from 1 to 100"),
        ({"query": "a", "mode": "fuzzy"}, "dense, sparse, hybrid"),
    ],
)
def test_bad_requests_are_said_to_be_so(
    seed_index: Index, arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        seed_index.search(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("query", ["?", "…!", "🎉", "the of and", "\0", "a" * 9999])
def test_strange_queries_are_served(seed_index: Index, query: str) -> None:
    assert seed_index.search(query).hits


def test_nothing_is_near_to_letters_that_no_one_can_read(seed_index: Index) -> None:
    assert seed_index.search("日本語").hits == ()


@pytest.mark.parametrize("mode", ["dense", "sparse", "hybrid"])
@pytest.mark.parametrize(
    "query", ["who chairs AKIT's supervisory board?", "кто возглавляет совет, совет?", "13 March"]
)
def test_an_explanation_adds_up_to_the_scores(seed_index: Index, query: str, mode: Mode) -> None:
    result = seed_index.search(query, mode=mode, explain=True)
    plain = seed_index.search(query, mode=mode)
    assert [replace(hit, explanation=None) for hit in result.hits] == list(plain.hits)
    assert all(hit.explanation is None for hit in plain.hits)
    for hit in result.hits:
        assert hit.explanation is not None
        dense, sparse = hit.explanation["dense"], hit.explanation["sparse"]
        assert (dense is None) == (mode == "sparse")
        assert (sparse is None) == (mode == "dense")
        gave = sum(part.gave for part in hit.explanation.values() if part is not None)
        assert gave == pytest.approx(hit.score)
        if isinstance(dense, DenseExplanation) and hit.scores["dense"] is not None:
            assert dense.passage is not None
            assert dense.sentence is not None
            mean = (dense.passage + dense.sentence) / 2
            assert mean == pytest.approx(hit.scores["dense"], abs=1e-5)
        if not isinstance(sparse, SparseExplanation):
            continue
        total = sum(term.contribution for term in sparse.terms)
        assert total == pytest.approx(hit.scores["sparse"] or 0, rel=1e-4)
        for term in sparse.terms:
            assert term.word in query
            called = f"{hit.citation.title} {hit.citation.source}"
            assert term.found in (called if term.route == "title" else hit.text)
            assert term.contribution == pytest.approx(term.query_weight * term.passage_weight)


def test_an_empty_index_finds_nothing(index: Index) -> None:
    result = index.search("кто председатель?")
    assert (result.hits, result.generation) == ((), 0)


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


def test_derived_files_may_be_deleted_or_damaged_at_any_time(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data = tmp_path / "index"
    with Index.open(data) as index:
        index.add(folder)
        expected = index.search("кто избирается?").hits
    derived = sorted(path for path in (data / "derived").rglob("*") if path.is_file())
    assert derived
    for path in derived:
        path.unlink()
        with Index.open(data) as index:
            assert index.search("кто избирается?").hits == expected
        whole = path.read_bytes()
        path.write_bytes(whole[:-20] + bytes(20))
        with caplog.at_level(logging.WARNING), Index.open(data) as index:
            assert index.search("кто избирается?").hits == expected
        assert "deriving it again" in caplog.text
        caplog.clear()


def test_derived_files_of_another_index_are_not_taken_for_ones_own(tmp_path: Path) -> None:
    for name, text in [("one", "Совсем другой текст."), ("two", "Кластер и технопарк.")]:
        with Index.open(tmp_path / name) as index:
            index.add_documents([text_document(source="a.txt", text=text)])
    (tmp_path / "one" / "derived").rename(tmp_path / "kept")
    (tmp_path / "two" / "derived").rename(tmp_path / "one" / "derived")
    with Index.open(tmp_path / "one") as index:
        assert index.search("технопарк", mode="sparse").hits == ()
        assert index.search("другой текст", mode="sparse").hits


def test_another_process_sees_what_was_committed(tmp_path: Path) -> None:
    with Index.open(tmp_path) as writer, Index.open(tmp_path) as reader:
        assert reader.search("кластер").hits == ()
        writer.add_documents([text_document(source="a.txt", text="Кластер открыт.")])
        assert reader.search("кластер").hits[0].text == "Кластер открыт."
        writer.add_documents([text_document(source="a.txt", text="Кластер закрыт.")])
        assert reader.search("кластер").hits[0].text == "Кластер закрыт."


def test_readers_never_see_half_of_a_change(tmp_path: Path) -> None:
    """While a document is replaced, every hit cites one whole version of it."""

    def version(number: int) -> str:
        return "\n\n".join(f"Кластер, версия {number}, часть {part}." * 3 for part in range(4))

    with Index.open(tmp_path) as index, ThreadPoolExecutor(2) as readers:
        index.add_documents([text_document(source="a.txt", text=version(0))])

        def read() -> None:
            for _ in range(15):
                result = index.search("кластер версия", mode="sparse")
                versions = {hit.text.split("версия ")[1].split(",")[0] for hit in result.hits}
                assert len(versions) == 1
                assert versions == {str(result.generation - 1)}

        running = [readers.submit(read) for _ in range(2)]
        for number in range(1, 10):
            index.add_documents([text_document(source="a.txt", text=version(number))])
        for reader in running:
            reader.result()


def foreign(data: Path) -> None:
    """Make an index look as if another encoder had made it."""
    with sqlite3.connect(data / "spravka.sqlite") as connection:
        connection.execute("UPDATE collections SET dense_fingerprint = 'f', model = 'other'")
        connection.execute("UPDATE embeddings SET fingerprint = 'f'")
        connection.execute("UPDATE sentence_embeddings SET fingerprint = 'f'")
    connection.close()


def test_another_encoder_is_refused_until_the_index_is_rebuilt(tmp_path: Path) -> None:
    open_and_more = "Кластер открыт. Отчёт принят."
    with Index.open(tmp_path) as index:
        index.add_documents([text_document(source="a.txt", text=open_and_more)])
    foreign(tmp_path)
    with Index.open(tmp_path) as index:
        with pytest.raises(EncoderMismatch, match="spravka index --rebuild"):
            index.search("кластер")
        for text in ("Ещё один.", open_and_more):
            with pytest.raises(EncoderMismatch):
                index.add_documents([text_document(source="a.txt", text=text)])
        assert index.rebuild() == 1
        assert index.search("кластер").hits[0].text == open_and_more
        # The other encoder's vectors are gone, and its own are in their place.
        for table, count in [("embeddings", 1), ("sentence_embeddings", 2)]:
            fingerprints = [fingerprint for fingerprint, _ in stored(index, table)]
            assert fingerprints == [index.dense_fingerprint] * count


def test_a_closed_index_says_so(tmp_path: Path) -> None:
    index = Index.open(tmp_path)
    index.close()
    with pytest.raises(StoreError, match="closed"):
        index.documents()


def test_the_manifest_names_what_it_was_derived_from(tmp_path: Path, folder: Path) -> None:
    with Index.open(tmp_path / "index") as index:
        generation = index.add(folder).generation
    manifest = json.loads((tmp_path / "index" / "derived" / "1" / "manifest.json").read_text())
    assert manifest["generation"] == generation


def test_a_file_that_cannot_be_opened_is_a_failure_not_a_stop(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == "news.txt":
            raise PermissionError(13, "Permission denied")
        return whole(path)

    # Tests may run as root, for whom no permission is denied.
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    report = index.add(folder)
    assert report.added == 2
    assert report.failed[0].reason == "news.txt: Permission denied"
