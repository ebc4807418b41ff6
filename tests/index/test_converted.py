"""A folder of files as teams have them: each is read or named, and one bad file stops no other."""

from dataclasses import replace
from pathlib import Path

import pytest

from index import Index
from index.read import detect
from index.read.readers import READERS
from tests.index.encoders import word_encoders
from tests.index.read.hostile import HOSTILE

SAMPLES = Path(__file__).parent / "read" / "samples"


def test_files_that_break_their_readers_are_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = detect.kind_of

    def kind_of(data: bytes, *, suffix: str) -> str:
        return "hostile" if suffix == ".hostile" else told(data, suffix=suffix)

    monkeypatch.setattr(detect, "READERS", (*READERS, HOSTILE))
    monkeypatch.setattr(detect, "kind_of", kind_of)
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in ("station.pdf", "lease.docx", "leave.html"):
        (docs / name).write_bytes((SAMPLES / name).read_bytes())
    for number, said in enumerate(["die", "fail", "leave", "refuse", "Насос закрыт."]):
        (docs / f"{number}.hostile").write_text(said)
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        report = index.add(docs)
        assert report.added == 4
        assert {each.source.rpartition("/")[2]: each.code for each in report.failed} == {
            "0.hostile": "damaged", "1.hostile": "damaged", "2.hostile": "damaged",
            "3.hostile": "encrypted",
        }  # fmt: skip
        # What was read stays as it is, and what was not is tried again.
        again = index.add(docs)
        assert (again.unchanged, again.embedded, len(again.failed)) == (4, 0, 4)


def test_a_file_whose_reader_is_another_now_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "harbour.pdf").write_bytes((SAMPLES / "harbour.pdf").read_bytes())
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        assert index.add(docs).added == 1
        assert index.add(docs).unchanged == 1
        newer = tuple(
            replace(kind, version=kind.version + 1) if kind.name == "pdf" else kind
            for kind in READERS
        )
        monkeypatch.setattr(detect, "READERS", newer)
        assert index.add(docs).replaced == 1


def test_a_file_too_large_to_read_is_told_from_one_that_nobody_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.read.folders._LARGEST_FILE", 1000)
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "list.txt").write_text("word " * 1000)
    (docs / "film.mkv").write_bytes(bytes(range(256)) * 8)
    (docs / "small.txt").write_text("Насос закрыт.")
    with Index.open(tmp_path / "index", encoders=word_encoders()) as index:
        report = index.add(docs)
    assert report.added == 1
    assert [each.code for each in report.failed] == ["too_large"]
    assert report.passed_over == {".mkv": 1}
