"""Documents into an index: what is read, what is encoded, and what is told."""

import os
from pathlib import Path
from typing import Any

import pytest

from index import Index, text_document
from index.errors import InvalidInput
from index.types import Progress
from tests.index.test_changes import stored


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


def test_what_changed_is_encoded_with_its_sentences(apart: Index, encoded_apart: list[str]) -> None:
    index, encoded = apart, encoded_apart
    first = "Председатель избран. Кластер открыт. Отчёт принят."
    second = first.replace("открыт", "закрыт")
    for text in (first, second):
        index.add_documents([text_document(source="a.txt", text=text)])
    same = ["Председатель избран.", "Отчёт принят."] * 2
    changed = ["Кластер открыт.", "Кластер закрыт."]
    assert sorted(encoded) == sorted([first, second, *same, *changed])
    assert stored(index, "sentence_embeddings") == 3
    assert stored(index, "embeddings") == 1


def test_a_passage_is_encoded_once_with_its_sentences(index: Index, encoded: list[str]) -> None:
    first = "Председатель избран. Кластер открыт. Отчёт принят."
    second = first.replace("открыт", "закрыт")
    for source, text in (("a", first), ("b", second), ("c", first), ("d", second)):
        index.add_documents([text_document(source=source, text=text)])
    assert encoded == [first, second]
    # The first sentence is not the same beside the one as beside the other.
    assert stored(index, "sentence_embeddings") == 6
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
