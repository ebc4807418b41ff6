"""Several threads and processes at once: each sees whole generations, and none stops another."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import Index, text_document
from index.encode.protocols import Encoders
from index.types import Document, Progress
from index.vectors import Vectors
from tests.index.encoders import WordEncoder, word_encoders

ROOT = Path(__file__).parents[2]
SECONDS = 3.0 * max(1, int(os.environ.get("TORTURE", "0")))


def opened(folder: Path, fingerprint: str = "words-1") -> Index:
    return Index.open(folder, encoders=word_encoders(fingerprint))


def document(text: str, *, source: str = "a.txt", collection: str = "default") -> Document:
    return text_document(source=source, text=text, language="ru", collection=collection)


def sources(index: Index) -> list[str]:
    return [each.source for each in index.documents(limit=1000).documents]


def version(number: int, source: str) -> str:
    paragraphs = (
        f"Кластер в {source}, версия {number}. Часть {part} из нескольких." for part in range(3)
    )
    return f"{'Вступление. ' * (number % 5)}\n\n" + "\n\n".join(paragraphs)


Cited = tuple[int, list[tuple[str, int, int, str]]]


@pytest.mark.sqlite
@pytest.mark.parametrize("readers_own_index", [False, True], ids=["threads", "processes"])
def test_no_citation_is_stale_while_documents_are_replaced(
    tmp_path: Path, *, readers_own_index: bool
) -> None:
    names = [f"{number}.txt" for number in range(6)]
    history: dict[int, dict[str, str]] = {0: {}}
    done = threading.Event()

    def read(index: Index) -> list[Cited]:
        cited: list[Cited] = []
        while not done.is_set():
            result = index.search("кластер версия часть", k=5)
            hits = [hit.citation for hit in result.hits]
            found = [(each.source, each.start, each.end, each.quote) for each in hits]
            if not cited or cited[-1] != (result.generation, found):
                cited.append((result.generation, found))
        return cited

    with opened(tmp_path) as writer, opened(tmp_path) as other, ThreadPoolExecutor(2) as readers:
        running = [readers.submit(read, other if readers_own_index else writer) for _ in range(2)]
        texts: dict[str, str] = {}
        end, number = time.monotonic() + SECONDS, 0
        try:
            while time.monotonic() < end:
                number += 1
                source = names[number % len(names)]
                if number % 7 == 0 and source in texts:
                    generation = writer.delete(document("x", source=source).document_id)
                    del texts[source]
                else:
                    texts[source] = version(number, source)
                    given = [document(texts[source], source=source)]
                    generation = writer.add_documents(given).generation
                history[generation] = dict(texts)
        finally:
            done.set()
        seen = [cited for reader in running for cited in reader.result()]
    assert len({generation for generation, _ in seen}) > 10
    for generation, citations in seen:
        for source, start, end_at, quote in citations:
            assert history[generation][source][start:end_at] == quote


def test_a_reader_waits_for_no_other_collection(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        for name in ("one", "two"):
            given = document("Кластер открыт.", collection=name)
            index.add_documents([given], collection=name)
        index.delete(document("x", collection="two").document_id)
        with index._derived._locks["one"], ThreadPoolExecutor(1) as threads:
            found = threads.submit(index.search, "кластер", collection="two").result(timeout=60)
        assert found.hits == ()


class CallingEncoder(WordEncoder):
    """Does something else each time before it encodes passages."""

    def __init__(self, fingerprint: str, before: Callable[[], None]) -> None:
        super().__init__(fingerprint)
        self.before = before

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.before()
        return super().encode_passages(texts)


def calling(fingerprint: str, before: Callable[[], None]) -> Encoders:
    return Encoders(
        dense=CallingEncoder(fingerprint, before),
        sparse=word_encoders().sparse,
        sparse_weight=None,
    )


def test_others_write_while_one_encodes(tmp_path: Path) -> None:
    with opened(tmp_path) as other:
        numbers = iter(range(100))

        def write() -> None:
            number = next(numbers)
            other.add_documents([document(f"Другой {number}.", source=f"other-{number}.txt")])

        with Index.open(tmp_path, encoders=calling("words-1", write)) as index:
            index.add_documents([document("Кластер открыт.")])
        assert sources(other) == ["a.txt", "other-0.txt"]


def test_a_vector_that_was_dropped_meanwhile_is_encoded_again(tmp_path: Path) -> None:
    shared = "Кластер открыт. Отчёт принят."
    with opened(tmp_path) as other:
        other.add_documents([document(shared, source="other.txt")])

        def drop() -> None:
            if sources(other):
                other.delete(document("x", source="other.txt").document_id)

        with Index.open(tmp_path, encoders=calling("words-1", drop)) as index:
            index.add_documents([document(shared), document("Ещё один.", source="b.txt")])
            assert {hit.text for hit in index.search("кластер отчёт один").hits} == {
                shared,
                "Ещё один.",
            }


def test_what_others_write_during_a_rebuild_is_rebuilt_too(tmp_path: Path) -> None:
    with opened(tmp_path) as other:
        other.add_documents(
            [document(f"Кластер {name}.", source=f"{name}.txt") for name in ("a", "b", "c")]
        )
        done: list[bool] = []

        def change() -> None:
            if not done:
                done.append(True)
                other.add_documents(
                    [document("Новый.", source="new.txt"), document("Иной b.", source="b.txt")]
                )
                other.delete(document("x", source="c.txt").document_id)

        with Index.open(tmp_path, encoders=calling("words-2", change)) as index:
            assert index.rebuild() == 3
            assert sources(index) == ["a.txt", "b.txt", "new.txt"]
            texts = {hit.text for hit in index.search("кластер").hits}
            assert texts == {"Кластер a.", "Иной b.", "Новый."}
            (info,) = index.collections().collections
            assert info.dense_fingerprint == "words-2"


def test_a_document_deleted_before_its_turn_is_left_out_of_a_rebuild(tmp_path: Path) -> None:
    with opened(tmp_path) as index:
        index.add_documents([document("Кластер.", source=f"{number}.txt") for number in range(3)])

        def delete(progress: Progress) -> None:
            if progress.done == 1:
                index.delete(document("x", source="2.txt").document_id)

        assert index.rebuild(on_progress=delete) == 2
        assert sources(index) == ["0.txt", "1.txt"]


_ADD = """
import sys
sys.path.insert(0, sys.argv[1])
from index import Index, text_document
from tests.index.encoders import word_encoders
with Index.open(sys.argv[2], encoders=word_encoders()) as index:
    print("ready", flush=True)
    for number in range(50):
        source, text = f"{sys.argv[3]}-{number}.txt", f"Кластер, номер {number}."
        given = text_document(source=source, text=text, language="ru")
        print(index.add_documents([given]).generation, flush=True)
"""

_ADD_FOLDER = """
import sys, time
sys.path.insert(0, sys.argv[1])
from index import Index
from index.encode.protocols import Encoders
from tests.index.encoders import WordEncoder, word_encoders
class Stopping(WordEncoder):
    def encode_passages(self, texts):
        # The first document of the third batch.
        if any("Кластер 26," in text for text in texts):
            print("encoding", flush=True)
            time.sleep(600)
        return super().encode_passages(texts)
encoders = Encoders(dense=Stopping(), sparse=word_encoders().sparse, sparse_weight=None)
with Index.open(sys.argv[2], encoders=encoders) as index:
    index.add(sys.argv[3])
"""


def run(program: str, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program, str(ROOT), *arguments], stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def running() -> Iterator[list["subprocess.Popen[str]"]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.mark.sqlite
def test_processes_write_side_by_side_and_each_follows(
    tmp_path: Path, running: list["subprocess.Popen[str]"]
) -> None:
    other = run(_ADD, str(tmp_path), "other")
    running.append(other)
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    written: list[int] = []
    with opened(tmp_path) as index:
        while other.poll() is None:
            source = f"own-{len(written)}.txt"
            given = document(f"Кластер, номер {len(written)}.", source=source)
            written.append(index.add_documents([given]).generation)
            result = index.search("кластер номер", k=100)
            assert result.generation >= written[-1]
            assert len(result.hits) == min(100, result.generation)
        there = [int(line) for line in other.stdout]
        # Each change has a number of its own.
        assert sorted(written + there) == list(range(1, 51 + len(written)))
        assert len(sources(index)) == 50 + len(written)


@pytest.mark.sqlite
def test_a_build_that_was_killed_goes_on_where_it_was(
    tmp_path: Path, running: list["subprocess.Popen[str]"]
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(40):
        sections = (f"# Глава {part}\n\nКластер {number}, {part}." for part in range(20))
        (folder / f"{number:02}.md").write_text("\n\n".join(sections))
    build = run(_ADD_FOLDER, str(tmp_path / "index"), str(folder))
    running.append(build)
    assert build.stdout is not None
    assert build.stdout.readline() == "encoding\n"
    build.kill()
    build.wait()
    with opened(tmp_path / "index") as index:
        kept = sources(index)
        # 13 documents have the first 256 passages, and each batch is a change.
        assert (len(kept), index.generation) == (26, 2)
        report = index.add(folder)
        assert (report.added, report.unchanged, report.replaced) == (14, 26, 0)
        assert report.embedded == report.passages == 14 * 20
        assert len(sources(index)) == 40
        assert index.search("глава 19").hits
