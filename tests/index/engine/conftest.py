"""What tests of the index as a whole begin with."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index import Index
from index.encode.protocols import Encoders


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


@pytest.fixture
def apart(tmp_path: Path, encoders: Encoders) -> Iterator[Index]:
    """An index whose encoder reads each sentence by itself."""
    with Index.open(tmp_path / "apart", encoders=replace(encoders, parts=None)) as opened:
        yield opened


@pytest.fixture
def encoded_apart(apart: Index, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that will hold each text that `apart` has encoded, queries left out."""
    return watched(apart, monkeypatch)
